// Draws the charts in the colours of the page, and again when the reader changes between light and dark.
"use strict";
(function () {
  const charts = JSON.parse(document.getElementById("charts").textContent);
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  function draw() {
    for (const [id, chart] of Object.entries(charts)) {
      const narrow = document.documentElement.clientWidth < 640;
      const names = { type: "category", automargin: true };
      const values = { title: { text: chart.value }, rangemode: "tozero", separatethousands: true, nticks: narrow ? 4 : 8,
                       gridcolor: colour("--line"), zerolinecolor: colour("--line"), automargin: true };
      const layout = {
        barmode: "group",
        height: chart.lying ? 110 + 52 * chart.traces[0].y.length : 340,
        paper_bgcolor: "rgba(0,0,0,0)",
        plot_bgcolor: "rgba(0,0,0,0)",
        font: { color: colour("--text"), family: "system-ui, sans-serif", size: narrow ? 11 : 13 },
        margin: { l: 10, r: 10, t: 10, b: 10 },
        legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom", traceorder: chart.lying ? "reversed" : "normal" },
        xaxis: chart.lying ? values : names,
        yaxis: chart.lying ? names : values,
      };
      Plotly.react(id, chart.traces, layout, { responsive: true, displayModeBar: false, displaylogo: false });
    }
  }

  draw();
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
})();
