// The page: Neuroglancer as it is. It reads its state from the address, and is window.viewer.
import "neuroglancer";
import { setupDefaultViewer } from "neuroglancer/unstable/ui/default_viewer_setup.js";

setupDefaultViewer();
