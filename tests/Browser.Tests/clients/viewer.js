// Neuroglancer, as it is: opens a state and says what it shows where.

// Milliseconds that a busy machine may take for what others do in one second.
export const patient = 90_000;

// Run in the page.
const loaded = () => {
  const layers = window.viewer?.layerManager.managedLayers ?? [];
  const sources = layers.flatMap(({ layer }) => layer?.dataSources ?? []);
  return layers.length > 0 && layers.every(({ layer }) => layer?.dataSources.length > 0)
    && sources.every(({ loadState }) => loadState !== undefined);
};

const described = () => {
  const space = window.viewer.coordinateSpace.value;
  return {
    dimensions: space.names.map((name, index) => ({ name, scale: space.scales[index], unit: space.units[index] })),
    position: [...window.viewer.navigationState.position.value],
    layers: window.viewer.layerManager.managedLayers.map(({ name, visible, layer }) => ({
      name,
      visible,
      type: layer.type,
      url: layer.dataSources[0].spec.url,
      error: layer.dataSources[0].loadState.error?.message
        ?? layer.dataSources[0].loadState.dataSource?.subsources.find(({ error }) => error)?.error ?? null,
      local: layer.localCoordinateSpace.value.names,
    })),
  };
};

// The value at a position, once all that is seen there has been read at full resolution.
const valueAt = ({ name, position, local }) => {
  const { viewer } = window;
  const layer = viewer.layerManager.getLayerByName(name).layer;
  const same = (one, other) => one.length === other.length && one.every((value, index) => Math.abs(value - other[index]) < 1e-2);
  const here = () => same([...viewer.navigationState.position.value], position)
    && (local.length === 0 || same([...layer.localPosition.value], local));
  if (!here()) {
    viewer.state.restoreState({ position, crossSectionScale: 0.25 });
    if (local.length > 0) layer.localPosition.value = Float32Array.from(local);
    viewer.display.draw();
    return null;
  }

  if (!viewer.isReady()) return null;
  const shown = layer.renderLayers.find((candidate) => candidate.visibleSourcesList?.length > 0);
  const value = shown?.getValueAt(Float32Array.from(position));
  return value == null ? null : String(value);
};

export async function open(page, address, width = 900, height = 700) {
  const failures = [];
  page.on("pageerror", (error) => failures.push(error.message));
  await page.setViewportSize({ width, height });
  await page.goto(address);
  await page.waitForFunction(loaded, null, { timeout: patient });
  return { ...(await page.evaluate(described)), failures };
}

export async function probe(page, place) {
  const handle = await page.waitForFunction(valueAt, place, { timeout: patient, polling: 30 });
  return handle.jsonValue();
}

// How many different colours the middle of the picture has: more than a few where something is shown.
export async function colours(page, file) {
  await page.waitForFunction(() => window.viewer.isReady(), null, { timeout: patient });
  const png = await page.screenshot(file ? { path: file } : {});
  return page.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width, image.height];
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const pixels = new Uint32Array(context.getImageData(0, 50, image.width, image.height - 50).data.buffer);
    return new Set(pixels).size;
  }, png.toString("base64"));
}
