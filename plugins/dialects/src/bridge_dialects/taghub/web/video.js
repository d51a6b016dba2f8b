// The newest picture, as often as there is a new one, and its numbers.

import { ask, everySecond, fill, videoTerms } from "/taghub/hub.js";

const picture = document.getElementById("photo");
const fault = document.getElementById("fault");
let number = 0;

function nextPicture() {
  const query = new URLSearchParams(location.search);
  query.set("t", String((number += 1)));
  picture.src = `/photo?${query}`;
}

picture.addEventListener("load", () => setTimeout(nextPicture, 200));
picture.addEventListener("error", () => setTimeout(nextPicture, 2000));
nextPicture();

everySecond(async () => {
  fill(document.getElementById("video"), videoTerms(await ask("/video_stats")));
}, fault);
