# Sets up what tools/run.sh and tools/test.sh need, and does nothing where it is there already. Sourced by them, from the
# project's root, as root or as an ordinary user:
#   1. Debian packages: installed as root, otherwise named;  2. .venv from requirements.lock;  3. .fonts by tools/fonts.py.
# SETUP_PACKAGES may name further Debian packages. Ends the shell with 2 where something cannot be had.

export LC_ALL=C.UTF-8 PYTHONUTF8=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_ROOT_USER_ACTION=ignore

setup_say() { printf '%s\n' "$*" >&2; }

setup_fail() { setup_say "$*"; exit 2; }

# Python 3.11 that can make a virtual environment; the lock was resolved for 3.11.
setup_find_python() {
    for candidate in python3.11 python3 /usr/bin/python3; do
        if "$candidate" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return 0
        fi
    done
    return 1
}

setup_is_installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

setup_packages() {
    command -v dpkg-query >/dev/null || setup_fail "本机不是 Debian 系统，请在 Debian 12（bookworm）上运行。"
    wanted="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig ${SETUP_PACKAGES-}"
    setup_find_python >/dev/null || wanted="python3 python3-venv $wanted"
    [ -f .fonts/.stamp ] || wanted="$wanted fonts-noto-cjk fonts-liberation"
    missing=
    for package in $wanted; do setup_is_installed "$package" || missing="$missing $package"; done
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" != 0 ]; then
        setup_say "缺少下列软件包，请以 root 运行下面两行命令后重试："
        setup_fail "    apt-get update
    apt-get install -y --no-install-recommends$missing"
    fi
    setup_say "正在安装软件包：$missing ……"
    log=$(mktemp)
    { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 \
        install -y --no-install-recommends $missing; } >"$log" 2>&1 || {
        tail -n 15 "$log" >&2
        rm -f "$log"
        setup_fail "软件包没有装上，请检查网络和 /etc/apt 的软件源后重试。"
    }
    rm -f "$log"
}

# What the virtual environment depends on: the lock, the project's own table, Python, and where it stands.
setup_venv_digest() {
    { cat requirements.lock; sed -n '/^\[build-system\]/,/^\[tool\./p' pyproject.toml; "$1" -V; pwd; } | sha256sum
}

setup_venv() {
    python=$(setup_find_python) || setup_fail "需要 Python 3.11（含 venv 模块），本机没有找到；Debian 12 自带的即可。"
    digest=$(setup_venv_digest "$python")
    [ "$(cat .venv/.stamp 2>/dev/null)" != "$digest" ] || return 0
    setup_say "正在按 requirements.lock 建立虚拟环境 .venv ……"
    "$python" -m venv --clear .venv || setup_fail "虚拟环境没有建成，请检查磁盘空间和目录权限。"
    .venv/bin/python -m pip install -qq --require-hashes -r requirements.lock >&2 ||
        setup_fail "Python 软件包没有装上，请检查网络后重试。"
    .venv/bin/python -m pip install -qq --no-deps --no-build-isolation --no-index -e . >&2 ||
        setup_fail "本项目没有装进虚拟环境，请查看上面的信息。"
    printf '%s\n' "$digest" >.venv/.stamp
}

setup_fonts() {
    digest=$(sha256sum tools/fonts.py; pwd)
    [ "$(cat .fonts/.stamp 2>/dev/null)" != "$digest" ] || return 0
    setup_say "正在准备字体目录 .fonts（仿宋、楷体需下载约 48 MB）……"
    .venv/bin/python tools/fonts.py .fonts || setup_fail "字体没有备齐，请按上面的提示处理后重试。"
    printf '%s\n' "$digest" >.fonts/.stamp
}

setup_packages
setup_venv
setup_fonts
