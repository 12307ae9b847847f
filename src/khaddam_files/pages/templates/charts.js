// Where scripts are on, a chart that has controls of its own moves; without them its picture stands.
// `vegaEmbed` is put before it, with Vega itself, when the site is made.

for (const data of document.querySelectorAll("script[data-chart]")) {
  const figure = document.getElementById(data.dataset.chart);
  const picture = figure.querySelector("svg");
  const place = document.createElement("div");
  figure.append(place);
  // "ast": no text of a chart is run as a program, which the page does not allow
  vegaEmbed(place, JSON.parse(data.textContent), { mode: "vega", ast: true, renderer: "svg", actions: false })
    .then(() => { picture.hidden = true; picture.style.display = "none"; })
    .catch(() => { place.remove(); });
}
