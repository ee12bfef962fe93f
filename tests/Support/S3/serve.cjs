// An S3 server in a folder, on a free port of this machine; says on its first line where: node serve.cjs FOLDER BUCKET…
// It checks the signatures of signed requests (version 4, of headers and of presigned addresses) and takes unsigned ones.
const S3Server = require('@20minutes/s3rver')

const [directory, ...buckets] = process.argv.slice(2)
const cors = `<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin>
  <AllowedMethod>GET</AllowedMethod><AllowedMethod>HEAD</AllowedMethod></CORSRule></CORSConfiguration>`
const server = new S3Server({
  address: '127.0.0.1',
  port: 0,
  silent: true,
  directory,
  configureBuckets: buckets.map((name) => ({ name, configs: [Buffer.from(cors)] })),
})
server.run().then(({ port }) => console.log(`http://127.0.0.1:${port}`))

// It ends with whoever started it.
process.stdin.resume().on('end', () => process.exit(0))
