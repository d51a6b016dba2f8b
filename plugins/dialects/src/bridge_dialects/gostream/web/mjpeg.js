/** The page /mjpeg. */

import { run } from "./chooser.js";
import { JpegView } from "./jpeg_view.js";

run(() => new JpegView());
