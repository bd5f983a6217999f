# Finds a Java for the scripts of this repository, whatever JAVA_HOME and the PATH say; sourced by them.
# They set needed, the oldest feature version that will do, and say, which prints a line to the user.
# shellcheck shell=sh

# Sets java_home to the first JDK (or, for want of one, JRE) that is new enough.
looked_at=
java_home=

# Prints the feature version of the Java in $1: 21 for 21.0.4, 8 for 1.8.0_402, nothing where there is none.
feature_version() {
    [ -x "$1/bin/java" ] || return 0
    version=
    if [ -r "$1/release" ]; then
        version=$(sed -n 's/^JAVA_VERSION="\(.*\)".*/\1/p' "$1/release")
    fi
    if [ -z "$version" ]; then
        version=$("$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p' | head -n 1)
    fi
    printf '%s\n' "$version" | sed -e 's/^1\.//' -e 's/[^0-9].*//'
}

# Considers the Java in $2, found through $1.
consider() {
    found=$(feature_version "$2")
    if [ -z "$found" ]; then
        [ "$1" != JAVA_HOME ] || looked_at="$looked_at
  JAVA_HOME: $2 has no bin/java"
        return 0
    fi
    if [ -x "$2/bin/javac" ]; then kind=JDK; else kind=JRE; fi
    looked_at="$looked_at
  $1: $kind $found in $2"
    [ "$found" -ge "$needed" ] || return 0
    if [ $kind = JDK ]; then
        java_home=$2
    elif [ -z "$jre_home" ]; then
        jre_home=$2
    fi
}

find_java() {
    jre_home=
    if [ -n "${JAVA_HOME:-}" ]; then
        consider JAVA_HOME "$JAVA_HOME"
    else
        looked_at="
  JAVA_HOME: not set"
    fi
    [ -z "$java_home" ] || return 0

    on_path=$(command -v java || true)
    # On macOS /usr/bin/java is there without any Java, and asks to install one.
    if [ "$on_path" = /usr/bin/java ] && [ -x /usr/libexec/java_home ]; then
        on_path=$(/usr/libexec/java_home 2>/dev/null || true)
        on_path=${on_path:+$on_path/bin/java}
    fi
    if [ -n "$on_path" ]; then
        while [ -h "$on_path" ]; do
            target=$(readlink "$on_path")
            case $target in
                /*) on_path=$target ;;
                *) on_path=$(dirname "$on_path")/$target ;;
            esac
        done
        consider PATH "$(cd "$(dirname "$on_path")/.." && pwd -P)"
    else
        looked_at="$looked_at
  PATH: no java"
    fi
    [ -z "$java_home" ] || return 0

    case $(uname -s) in
        Darwin) set -- /Library/Java/JavaVirtualMachines "$HOME/Library/Java/JavaVirtualMachines" ;;
        *) set -- /usr/lib/jvm ;;
    esac
    for place in "$@" "$HOME/.sdkman/candidates/java" "$HOME/.jdks"; do
        some=
        for candidate in "$place"/*; do
            [ -d "$candidate" ] || continue
            [ ! -d "$candidate/Contents/Home" ] || candidate=$candidate/Contents/Home
            [ -x "$candidate/bin/java" ] || continue
            some=yes
            # Distributions link several names to one Java.
            [ ! -h "$candidate" ] || continue
            consider "$place" "$candidate"
            [ -z "$java_home" ] || return 0
        done
        [ -n "$some" ] || looked_at="$looked_at
  $place: no Java"
    done
}

explain_missing_java() {
    say "$1 was not found. Looked at:$looked_at"
    say ""
    say "Install a JDK $needed or newer, for example:"
    case $(uname -s) in
        Darwin) say "  brew install --cask temurin" ;;
        *)
            say "  Debian 13, Ubuntu 22.04 or newer: apt-get install openjdk-$needed-jdk"
            say "  Fedora: dnf install java-latest-openjdk-devel"
            ;;
    esac
    say "  anywhere: https://adoptium.net/temurin/releases/"
    say "or set JAVA_HOME to one that is already there, and run the same command again."
    exit 1
}
