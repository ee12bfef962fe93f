"""An S3 service in an empty folder, on a free port of this machine: serve.py FOLDER

It is OpenStack Swift (Debian's python3-swift) with its S3 interface, its servers and its proxy in one process: it checks
signatures of version 4 and who may read what, lists in pages of ten, and cuts out ranges. It says on its first line
where it is, and ends with whoever started it, which is when its standard input ends.

Unsigned requests, which Swift takes for none of S3, are done as a guest, who may read what everybody may.
"""
import eventlet

eventlet.monkey_patch()

import base64
import hashlib
import hmac
import os
import sys
from email.utils import formatdate

from eventlet import hubs, wsgi
from swift.common import utils
from swift.common.ring import RingBuilder
from swift.common.wsgi import loadapp

GUEST, GUEST_SECRET = 'test:guest', 'guest-secret'

PROXY = """
[DEFAULT]
swift_dir = {folder}
log_level = CRITICAL
[pipeline:main]
pipeline = catch_errors gatekeeper memory unsigned s3api tempauth slo dlo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:memory]
paste.filter_factory = serve:memory
[filter:unsigned]
paste.filter_factory = serve:unsigned
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
s3_acl = true
max_bucket_listing = 10
[filter:tempauth]
use = egg:swift#tempauth
user_test_owner = owner-secret .admin
user_test_guest = guest-secret
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
"""

STORAGE = """
[DEFAULT]
swift_dir = {folder}
devices = {folder}
mount_check = false
disable_fallocate = true
log_level = CRITICAL
[pipeline:main]
pipeline = {kind}-server
[app:{kind}-server]
use = egg:swift#{kind}
"""


class Memory:
    """What Swift else keeps in memcached."""

    def __init__(self):
        self.kept = {}

    def get(self, key, **_):
        return self.kept.get(key)

    def set(self, key, value, **_):
        self.kept[key] = value

    def delete(self, key, **_):
        self.kept.pop(key, None)


def memory(_, **__):
    kept = Memory()

    def wrap(app):
        def answer(env, start):
            env['swift.cache'] = kept
            return app(env, start)
        return answer
    return wrap


def unsigned(_, **__):
    def wrap(app):
        def answer(env, start):
            if 'HTTP_AUTHORIZATION' not in env and 'Signature=' not in env.get('QUERY_STRING', ''):
                env['HTTP_DATE'] = formatdate(usegmt=True)
                path = env['RAW_PATH_INFO'].split('?')[0]
                text = '\n'.join((env['REQUEST_METHOD'], '', env.get('CONTENT_TYPE', ''), env['HTTP_DATE'], path))
                digest = hmac.new(GUEST_SECRET.encode(), text.encode(), hashlib.sha1).digest()
                env['HTTP_AUTHORIZATION'] = 'AWS %s:%s' % (GUEST, base64.b64encode(digest).decode())
            return app(env, start)
        return answer
    return wrap


def serve(folder, kind, text, socket):
    path = os.path.join(folder, kind + '.conf')
    with open(path, 'w') as conf:
        conf.write(text.format(folder=folder, kind=kind))
    eventlet.spawn(wsgi.server, socket, loadapp(path, global_conf={}), log=utils.NullLogger(), log_output=False)


def main(folder):
    # Every cluster has some of its own in the hashes of its names.
    utils.HASH_PATH_PREFIX = utils.HASH_PATH_SUFFIX = b'test'
    os.mkdir(os.path.join(folder, 'disk'))
    for kind in ('account', 'container', 'object'):
        socket = eventlet.listen(('127.0.0.1', 0))
        builder = RingBuilder(1, 1, 0)
        builder.add_dev({'region': 1, 'zone': 1, 'weight': 1, 'device': 'disk',
                         'ip': '127.0.0.1', 'port': socket.getsockname()[1]})
        builder.rebalance()
        builder.get_ring().save(os.path.join(folder, kind + '.ring.gz'))
        serve(folder, kind, STORAGE, socket)
    socket = eventlet.listen(('127.0.0.1', 0))
    serve(folder, 'proxy', PROXY, socket)
    print('http://127.0.0.1:%d' % socket.getsockname()[1], flush=True)
    hubs.trampoline(0, read=True)
    os._exit(0)


if __name__ == '__main__':
    # The filters are looked for by this name.
    sys.modules['serve'] = sys.modules['__main__']
    main(sys.argv[1])
