"use strict";
// Plays the result over HLS and shows the overview sprite while the pointer is on the bar.
(async () => {
  const base = "/result/" + encodeURIComponent(new URLSearchParams(location.search).get("task")) + "/";
  const text = (id, value) => { document.getElementById(id).textContent = value; };
  const info = await (await fetch(base + "info_video.json")).json();
  const playlists = info.encode_video.filter((v) => v.encoding_format === "video/mp2t");
  const best = playlists[playlists.length - 1];
  text("facts", `${best.rendition} at ${Math.round(best.bitrate / 1000)} kbit/s, ` +
    `${info.duration_exact} s, ${best.codecs}, ffmpeg ${info.ffmpeg_version}`);

  const video = document.getElementById("video");
  if (window.Hls && Hls.isSupported()) {
    const hls = new Hls({ enableWorker: false });
    hls.loadSource(base + info.hls_master);
    hls.attachMedia(video);
  } else {
    video.src = base + info.hls_master;
  }
  video.addEventListener("loadeddata", () => { document.body.dataset.ready = "yes"; });

  for (const picture of info.encode_thumbnail) {
    const img = document.createElement("img");
    img.src = base + picture.filename;
    img.alt = `At ${picture.percentage} %`;
    document.getElementById("thumbnails").append(img);
  }
  for (const entry of [...info.encode_video, ...info.encode_audio]) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = base + entry.filename;
    link.textContent = entry.filename;
    item.append(link);
    document.getElementById("files").append(item);
  }

  const cues = [...(await (await fetch(base + "overview.vtt")).text())
    .matchAll(/xywh=(\d+),(\d+),(\d+),(\d+)/g)];
  const bar = document.getElementById("bar");
  const tile = document.getElementById("tile");
  bar.addEventListener("pointermove", (event) => {
    const box = bar.getBoundingClientRect();
    const at = Math.min(0.9999, Math.max(0, (event.clientX - box.left) / box.width));
    const [, x, y] = cues[Math.floor(at * cues.length)];
    tile.hidden = false;
    tile.style.left = `${at * 100}%`;
    tile.style.background = `url(${base}overview.png) -${x}px -${y}px`;
  });
  bar.addEventListener("pointerleave", () => { tile.hidden = true; });
})();
