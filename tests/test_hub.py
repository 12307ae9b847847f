"""A hub's files say what docs/hub.md says of them: nothing is open, nobody is let in, what a class
needs is set; and the driver of `make load` counts rightly and refuses what is too much."""

import ast
import json
import re
import uuid

import bootstrap
import load
import pytest
import student
import yaml
from conftest import ROOT

from khaddam_files import __version__
from khaddam_files.answers.handing_in import VARIABLE

DEPLOY = ROOT / "deploy"
FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file())
CONFIG = DEPLOY / "jupyterhub_config.py"
CLASS = 40


def parsed_yaml(name):
    return list(yaml.safe_load_all((DEPLOY / "kubernetes" / name).read_text(encoding="utf-8")))


def settings(text):
    """Every setting of a configuration of Python: dotted name -> the expression it is given."""
    return {
        ast.unparse(target): node.value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Attribute)
    }


CONFIGURED = settings(CONFIG.read_text(encoding="utf-8"))

# ---------------------------------------------------------------- nothing is open

SECRET = re.compile(r"""(?i)(password|passwd|token|secret|api_?key)\w*["']?\s*[:=](?!=)\s*[^\s#]""")
OPEN = re.compile(
    r"0\.0\.0\.0|\[::\]|https?://\*|ip = (\"\"|'')|\bEXPOSE\b|LoadBalancer|NodePort|hostPort|"
    r"hostNetwork: true|allow_all = True|allow_all: true|dummy[\"']|class: dummy"
)


def what_is_open(text):
    """The lines that hold a secret, let everybody in, or listen to more than this machine."""
    return [line for line in text.splitlines() if SECRET.search(line) or OPEN.search(line)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(DEPLOY).as_posix())
def test_no_default_holds_a_secret_or_opens_a_port(path):
    assert what_is_open(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "line",
    [
        "c.DummyAuthenticator.password = 'x'",
        "  password: letmein",
        '"secretToken": "0123"',
        "c.JupyterHub.proxy_auth_token = os.environ['X']",
        "c.JupyterHub.bind_url = 'http://0.0.0.0:8000'",
        "c.JupyterHub.bind_url = 'http://*:8000'",
        'c.JupyterHub.ip = ""',
        "    type: LoadBalancer",
        "EXPOSE 8888",
        "      authenticator_class: dummy",
        'c.JupyterHub.authenticator_class = "dummy"',
        "c.Authenticator.allow_all = True",
    ],
)
def test_what_is_open_would_be_seen(line):
    assert what_is_open(f"# nothing\n{line}\n") == [line]


def test_nobody_may_enter_before_the_owner_names_who():
    """JupyterHub lets nobody in who is on no list, unless it is told to."""
    named = [name for name in CONFIGURED if re.search(r"allow|admin|any_", name)]
    assert named == [] and ast.literal_eval(CONFIGURED["c.JupyterHub.authenticator_class"]) == "pam"
    (values,) = parsed_yaml("values.yaml")
    assert values["hub"]["config"]["JupyterHub"] == {"authenticator_class": "null"}
    assert values["proxy"]["service"] == {"type": "ClusterIP"} and "ingress" not in values


def test_a_hub_on_one_server_listens_to_that_server():
    addresses = [
        part.value
        for value in CONFIGURED.values()
        for part in ast.walk(value)
        if isinstance(part, ast.Constant) and "://" in str(part.value)
    ]
    assert addresses == ["http://127.0.0.1:8000"]
    assert not [name for name in CONFIGURED if name.endswith((".ip", ".hub_bind_url"))]


# ---------------------------------------------------------------- what a class needs


def test_a_class_that_comes_at_once_is_let_in():
    constants = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in ast.parse(CONFIG.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
    }
    limit = CONFIGURED["c.JupyterHub.concurrent_spawn_limit"]
    assert constants[ast.unparse(limit)] >= CLASS
    assert ast.literal_eval(CONFIGURED["c.Spawner.start_timeout"]) == 300
    assert ast.literal_eval(CONFIGURED["c.Spawner.http_timeout"]) == 300
    assert 5 <= ast.literal_eval(CONFIGURED["c.Spawner.poll_interval"]) <= 10
    (values,) = parsed_yaml("values.yaml")
    assert values["hub"]["concurrentSpawnLimit"] >= CLASS
    assert values["singleuser"]["startTimeout"] == 300
    assert values["hub"]["config"]["KubeSpawner"] == {"http_timeout": 300, "poll_interval": 5}


# what values.yaml sets, as the chart's schema has it (jupyterhub/values.schema.yaml in the
# repository jupyterhub/zero-to-jupyterhub-k8s, read on 30 November 2026; chart for JupyterHub 5):
# a type, a list of admitted values, or {} where the chart passes on whatever it is given
PASSED_ON = {}
NUMBER = (int, float, type(None))
WORD = (str, type(None))
SCHEMA = {
    "hub": {"config": PASSED_ON, "concurrentSpawnLimit": (int, type(None))},
    "proxy": {"service": {"type": ["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"]}},
    "singleuser": {
        "image": {"name": str, "tag": str},
        "cmd": (list, str, type(None)),
        "defaultUrl": WORD,
        "startTimeout": (int, type(None)),
        "memory": {"guarantee": (*NUMBER, str), "limit": (*NUMBER, str)},
        "cpu": {"guarantee": NUMBER, "limit": NUMBER},
        "storage": {"capacity": WORD, "extraVolumes": list, "extraVolumeMounts": list},
        "extraEnv": PASSED_ON,
    },
    "cull": {
        "enabled": bool,
        "users": (bool, type(None)),
        "timeout": (int, type(None)),
        "every": (int, type(None)),
    },
}


def unfit(values, schema, path=""):
    """The keys that the schema does not have, or has in another form."""
    if schema is PASSED_ON:
        return
    if isinstance(schema, list):
        if values not in schema:
            yield path
    elif not isinstance(schema, dict):
        kinds = schema if isinstance(schema, tuple) else (schema,)
        if type(values) not in kinds:
            yield path
    elif not isinstance(values, dict):
        yield path
    else:
        for key, value in values.items():
            if key in schema:
                yield from unfit(value, schema[key], f"{path}.{key}")
            else:
                yield f"{path}.{key}"


def test_the_values_are_those_that_the_chart_knows():
    (values,) = parsed_yaml("values.yaml")
    assert list(unfit(values, SCHEMA)) == []


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"hubs": {}}, ".hubs"),
        ({"hub": {"concurrent_spawn_limit": 3}}, ".hub.concurrent_spawn_limit"),
        ({"hub": {"concurrentSpawnLimit": "3"}}, ".hub.concurrentSpawnLimit"),
        ({"cull": {"enabled": 1}}, ".cull.enabled"),
        ({"singleuser": {"memory": "1G"}}, ".singleuser.memory"),
        ({"proxy": {"service": {"type": "Public"}}}, ".proxy.service.type"),
    ],
)
def test_a_value_that_the_chart_does_not_know_is_seen(values, wrong):
    assert list(unfit(values, SCHEMA)) == [wrong]


def test_the_folder_to_hand_in_is_one_and_for_writing_only():
    (values,) = parsed_yaml("values.yaml")
    of_student = values["singleuser"]
    place = of_student["extraEnv"][VARIABLE]
    (volume,), (mount,) = map(of_student["storage"].get, ("extraVolumes", "extraVolumeMounts"))
    claim, job = parsed_yaml("handed-in.yaml")
    pod = job["spec"]["template"]["spec"]
    assert mount == {"name": volume["name"], "mountPath": place}
    assert volume["persistentVolumeClaim"]["claimName"] == claim["metadata"]["name"]
    assert pod["volumes"][0]["persistentVolumeClaim"]["claimName"] == claim["metadata"]["name"]
    assert pod["containers"][0]["volumeMounts"][0]["mountPath"] == place
    assert f"chmod 1733 {place}" in pod["containers"][0]["command"][-1]
    assert claim["spec"]["accessModes"] == ["ReadWriteMany"]
    handed_on = re.search(r"env_keep\.append\(\"(\w+)\"\)", CONFIG.read_text(encoding="utf-8"))
    assert handed_on[1] == VARIABLE


def test_one_image_has_one_name_and_the_version_of_the_package():
    (values,) = parsed_yaml("values.yaml")
    image = "{name}:{tag}".format(**values["singleuser"]["image"])
    assert image == f"khaddam-files-hub:{__version__}"
    _, job = parsed_yaml("handed-in.yaml")
    assert job["spec"]["template"]["spec"]["containers"][0]["image"] == image
    assert f"--tag {image} ." in (DEPLOY / "kubernetes" / "Dockerfile").read_text(encoding="utf-8")


def test_the_image_holds_the_wheel_and_not_the_repository():
    recipe = (DEPLOY / "kubernetes" / "Dockerfile").read_text(encoding="utf-8")
    first, last = re.split(r"(?m)^FROM ", recipe)[1:]
    assert "tools/hub.py image" in first and "pip" not in recipe
    assert re.findall(r"(?m)^(?:COPY|ADD) (.*)$", last) == [
        "--from=made /opt/khaddam-files /opt/khaddam-files"
    ]
    for stage in (first, last):
        minor = re.match(r"python:3\.(\d+)-", stage)[1]
        assert bootstrap.OLDEST[1] <= int(minor) <= bootstrap.NEWEST[1]
    assert "USER 1000" in last
    laid = (ROOT / "tools" / "hub.py").read_text(encoding="utf-8")
    assert "--no-deps" in laid and "editable" not in laid and "link_package" not in laid


def test_servers_and_kernels_that_nobody_uses_end():
    (values,) = parsed_yaml("values.yaml")
    said = json.loads((DEPLOY / "jupyter_server_config.json").read_text(encoding="utf-8"))
    assert values["cull"]["enabled"] and not values["cull"]["users"]
    idle = re.search(r"LONGEST_IDLE = (\d+)", CONFIG.read_text(encoding="utf-8"))[1]
    assert values["cull"]["timeout"] == int(idle)
    assert said["MappingKernelManager"]["cull_idle_timeout"] == int(idle)


def test_kernels_of_one_machine_have_no_ports_that_another_could_take():
    assert ast.literal_eval(CONFIGURED["c.Spawner.args"]) == ["--KernelManager.transport=ipc"]
    variables = ast.unparse(CONFIGURED["c.Spawner.environment"])
    below = re.search(r"\['HOME'\] \+ '(\S+)'", variables)[1]
    longest = "/home/" + 44 * "x"  # docs/hub.md names the bound
    socket = f"{below}/kernel-{uuid.uuid4()}-ipc-5"
    assert len(longest + socket) <= 107, "longer paths of a socket are refused by the system"


def test_the_locks_name_every_package_with_its_hash_and_no_address():
    text = (DEPLOY / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(text)["packages"]
    wanted = packages.pop("")["dependencies"]
    assert "://" not in text and all("integrity" in package for package in packages.values())
    assert wanted == json.loads((DEPLOY / "package.json").read_text())["dependencies"]
    assert packages["node_modules/configurable-http-proxy"]["version"] in wanted.values()
    hub = next(
        block
        for block in bootstrap.blocks(bootstrap.locked_packages("hub"))
        if block.startswith("jupyterhub==")
    )
    assert re.match(r"jupyterhub==5\.", hub), "the chart's hub is of this major version"


# ---------------------------------------------------------------- the driver of `make load`


def a_row(**changes):
    plain = load.Row(
        students=3,
        done=3,
        opened=1.0,
        ran=2.0,
        times=[30.0, 10.0, 20.0],
        unanswered=1,
        servers=[90.0, 80.0],
        kernels=[40.0, 50.0],
        lost=0,
        faults=[],
        trouble=[],
        load=(1.0, 2.0),
    )
    return plain._replace(**changes)


@pytest.mark.parametrize(
    ("values", "part", "expected"),
    [([], 0.95, None), ([7], 0.95, 7), (range(100), 0.95, 95), ([3, 1, 2], 0.5, 2), ([1], 1.0, 1)],
)
def test_a_share_of_values(values, part, expected):
    assert load.share(values, part) == expected


def test_a_row_says_what_was_counted():
    said = load.in_words(a_row(lost=2, faults=["student01: TimeoutError"]))
    first, *rest = said.splitlines()
    cells = [cell.strip() for cell in first.strip("|").split("|")]
    assert cells == ["3", "3", "1, 2", "20 / 30 / 30", "4, 1", "85 + 45 = 130", "2", "1-2"]
    assert rest == ["  fault: student01: TimeoutError"]
    assert len(cells) == load.HEAD.splitlines()[0].count("|") - 1


def test_a_class_of_which_nobody_came_in_is_said_too():
    said = load.in_words(a_row(done=0, times=[], unanswered=0, servers=[], kernels=[]))
    assert said.splitlines()[0] == "| 3 | 0 | 1, 2 | none | 0, 0 | none | 0 | 1-2 |"


def test_what_came_back_is_said():
    back = load.Back(killed=10, returned=9, kept=8, disturbed=1, outlived=2, seconds=24.4)
    assert load.in_words(a_row(back=back)).splitlines()[1] == (
        "  killed 10: 9 came back in 24 s, 8 with every answer; others disturbed: 1; "
        "kernels that outlived their server: 2"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("--students 0", "students: 0 is not from 1 to 60"),
        ("--students 5 61", "students: 61 is not from 1 to 60"),
        ("--moves 0", "moves: 0 is not from 1 to 200"),
        ("--runs 21", "runs: 21 is not from 1 to 20"),
        ("--limit 9000", "limit: 9000 is not from 10 to 900"),
        ("--kill -1", "kill: -1 is not from 0 to 60"),
        ("--notebooks 07 77", "there is no notebook 77"),
        ("--students many", "invalid int value: 'many'"),
    ],
)
def test_what_no_machine_should_be_asked_is_refused(arguments, said, capsys):
    with pytest.raises(SystemExit):
        load.asked(arguments.split())
    assert said in capsys.readouterr().err


def test_a_class_of_forty_is_what_is_tried_by_itself():
    options = load.asked([])
    assert options.students == [5, 10, 20, 40] and options.moves == 20 and options.kill == 10
    assert not options.tcp and load.asked(["--tcp"]).tcp


def test_the_trial_begins_with_the_configuration_of_the_hub():
    text = (ROOT / "tests" / "load_config.py").read_text(encoding="utf-8")
    assert '"deploy" / "jupyterhub_config.py"' in text
    kept = {"c.Spawner.start_timeout", "c.Spawner.poll_interval", "c.Spawner.cmd"}
    kept |= {"c.JupyterHub.concurrent_spawn_limit", "c.JupyterHub.services"}
    assert kept <= set(CONFIGURED) and not kept & set(settings(text))
    assert ast.unparse(settings(text)["c.DummyAuthenticator.password"]).startswith("os.environ")


def test_the_box_to_write_in_is_found_and_its_absence_said():
    reader = student.Reader("http://127.0.0.1:9")
    with pytest.raises(RuntimeError, match="no box to write in"):
        reader.box()
    spec = {"text": {"key": "07.C011.measure"}, "state": {"07.C011.measure": [{"value": "x"}]}}
    reader.models = {"a": {}, "b": {"spec": {"text": {"key": ""}}}, "c": {"spec": spec}}
    assert reader.box()[0] == "c" and reader.shown() == ["x"]


def test_the_class_is_given_no_key(tmp_path):
    (tmp_path / "class").mkdir()
    load.repository(tmp_path / "class")
    assert (tmp_path / "class" / "notebooks").is_dir()
    assert not list((tmp_path / "class").rglob("teacher"))
