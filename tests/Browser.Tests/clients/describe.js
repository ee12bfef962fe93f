// An array in short: its shape, its data type and a digest of all its elements, C order, little endian.
export async function describe(array, zarr) {
  const data = ordered(await zarr.get(array));
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return {
    shape: array.shape,
    dataType: array.dtype,
    digest: [...digest].map((one) => one.toString(16).padStart(2, "0")).join(""),
  };
}

// Arrays whose chunks are in another order are got in that order.
function ordered({ data, shape, stride }) {
  const c = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));
  if (c.every((step, axis) => step === stride[axis] || shape[axis] === 1)) return data;
  const copy = new data.constructor(data.length);
  for (let at = 0; at < data.length; at++) {
    copy[at] = data[c.reduce((sum, step, axis) => sum + (Math.floor(at / step) % shape[axis]) * stride[axis], 0)];
  }

  return copy;
}
