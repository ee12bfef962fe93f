# shellcheck shell=bash
# What the scripts share. They source it; it defines `root`, the repository, and leaves the working directory alone.

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd -P)

die() {
  printf '%s\n' "$1" >&2
  exit 1
}

# quietly COMMAND…: shows what the command says only when it fails.
quietly() {
  local log status=0
  log=$(mktemp)
  "$@" </dev/null >"$log" 2>&1 || status=$?
  ((status == 0)) || cat "$log" >&2
  rm -f "$log"
  return "$status"
}

# Puts a .NET SDK that suits global.json on PATH.
use_dotnet() {
  # A service or a container may have no home; the SDK and NuGet need one.
  if [[ ! -w ${HOME:-/nonexistent} ]]; then
    export HOME=$root/artifacts/home
    mkdir -p "$HOME"
  fi

  export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
  # Build servers would stay behind, with our output files open.
  export MSBUILDDISABLENODEREUSE=1

  local folder
  for folder in "$(dirname "$(command -v dotnet || true)")" "${DOTNET_ROOT:-}" "$HOME/.dotnet" /usr/share/dotnet \
    /usr/lib/dotnet /usr/local/share/dotnet; do
    if [[ -x $folder/dotnet ]] && (cd "$root" && "$folder/dotnet" --version) >/dev/null 2>&1; then
      export PATH=$folder:$PATH
      return
    fi
  done
  die "The .NET SDK 10 is needed to build OmeNgff: see https://dotnet.microsoft.com/download/dotnet/10.0."
}

# build WHAT: restores everything, which chooses the grain runtime, builds a project or the solution, and says nothing
# but which runtime it is.
build() {
  mkdir -p "$root/artifacts"
  (
    cd "$root" || exit
    # One build at a time. The compiler's server must not inherit the lock, for it stays behind.
    if command -v flock >/dev/null; then flock 9; fi
    restore_and_build "$1" 9>&-
  ) 9>"$root/artifacts/build.lock"
}

restore_and_build() {
  local log status=0
  log=$(mktemp)
  {
    dotnet restore OmeNgff.sln && dotnet build "$1" --configuration Release --no-restore
  } </dev/null >"$log" 2>&1 || status=$?
  if ((status == 0)); then sed -n 's/^ *\(Grain runtime:.*\)/\1/p' "$log" | sort -u; else cat "$log" >&2; fi
  rm -f "$log"
  return "$status"
}

# target_path PROJECT: the program that a build of the project makes.
target_path() {
  (cd "$root" && dotnet msbuild "$1" -getProperty:TargetPath -p:Configuration=Release)
}

# as_root COMMAND…: fails at once where a password would be asked for.
as_root() {
  if ((EUID == 0)); then "$@"; else sudo -n "$@"; fi
}

# Whether packages can be installed here without asking anyone.
can_install() {
  command -v apt-get >/dev/null && as_root true 2>/dev/null
}

apt_update() {
  quietly as_root apt-get -o Acquire::http::Timeout=20 update
}

apt_install() {
  quietly as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -o Acquire::http::Timeout=20 install -y --no-install-recommends "$@"
}
