// An array in short: its shape, its data type and a digest of all its elements, C order, little endian.
export async function describe(array, zarr) {
  const { data } = await zarr.get(array);
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return {
    shape: array.shape,
    dataType: array.dtype,
    digest: [...digest].map((one) => one.toString(16).padStart(2, "0")).join(""),
  };
}
