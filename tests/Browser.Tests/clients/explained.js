// Calls whose failure names the objects that came other than they are: a client that cannot decode a chunk does not say which.
const fetched = window.fetch;
let came = [];

window.fetch = async (...request) => {
  const response = await fetched(...request);
  const read = response.arrayBuffer.bind(response);
  response.arrayBuffer = async () => {
    const bytes = await read();
    // A copy: clients hand what they got on to streams, which take it away from them.
    came.push({ request, bytes: new Uint8Array(bytes.slice(0)) });
    return bytes;
  };
  return response;
};

export const explained = (call) => async (...given) => {
  came = [];
  try {
    return await call(...given);
  } catch (failure) {
    const wrong = (await Promise.all(came.map(difference))).filter(Boolean);
    const what = wrong.length > 0 ? wrong.join("; ") : `all ${came.length} objects came as they are`;
    throw new Error(`${failure?.stack ?? failure} (${what})`, { cause: failure });
  }
};

// How what came differs from what lies there, asked for again without the browser's cache; undefined where it is the same.
async function difference({ request: [address, options], bytes }) {
  let again, is;
  try {
    again = await fetched(address, { ...options, cache: "reload", signal: undefined });
    is = new Uint8Array(await again.arrayBuffer());
  } catch (failure) {
    return `${address.url ?? address}: cannot be asked for again, ${failure}`;
  }

  const first = is.findIndex((value, at) => value !== bytes[at]);
  if (is.length === bytes.length && first < 0) return undefined;
  return `${address.url ?? address}: ${bytes.length} bytes came, there are ${is.length} (${again.status}), `
    + `the first that differs is number ${first}`;
}
