"""A page as Python sees it: the messages that the task component sends, and what comes back."""


class Page:
    """One window on a task. What it was told last stands in `told`; what it shows, in `shown`, by
    the rules of desk.js."""

    def __init__(self, desk, name="one"):
        self.desk, self.name, self.told, self.entered = desk, name, {}, 0
        self.shown, self.seen, self.replies = {}, {}, dict(desk.spec["replies"])
        desk.send = self.hear
        self._learn(desk.spec["state"])

    def hear(self, message, buffers=None):
        if message.get("page", self.name) == self.name:
            self.told = message
        self._learn(message.get("state", {}))
        self.replies |= message.get("replies", {})  # only what is new comes

    def _learn(self, state):
        for key, heads in state.items():
            if self.shown.get(key) not in [head["value"] for head in heads]:
                self.shown[key], self.seen[key] = heads[0]["value"], [heads[0]["time"]]

    def say(self, kind, **more):
        """Send a message and give the answer."""
        self.desk.receive({"type": kind, "page": self.name, **more})
        return self.told

    def enter(self, *changes, left=False, seen=...):
        """Enter (key, value) pairs. left: the box was left; seen: other times than those that this
        page was shown."""
        self.entered += 1
        given = {
            key: {
                "value": value,
                "seen": self.seen.get(key, []) if seen is ... else seen,
                "n": self.entered,
            }
            for key, value in changes
        }
        self.shown |= dict(changes)
        answer = self.say("put", left=left, changes=given)
        for key, saved in answer.get("saved", {}).items():
            assert saved["n"] == self.entered
            self.seen[key] = [*self.seen.get(key, []), saved["time"]]
        return answer
