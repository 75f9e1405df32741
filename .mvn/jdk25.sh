# Finds a JDK 25 and exports it as JAVA_HOME. Sourced by ./mvnw and ./aldis; POSIX sh, safe under `set -euf`.
#
# First one that fits, in this order: JAVA_HOME, JAVA25_HOME, the usual folders of Linux distributions, SDKMAN and
# macOS, and at last the `java` of the PATH. A JDK says its version in its file `release`, so nothing is started to
# find out. Where there is none: one plain paragraph on standard error, and the status is 1.

# jdk25_is HOME: is there a whole JDK 25 (a compiler too) in this folder?
jdk25_is() {
  [ -n "$1" ] && [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  while IFS= read -r jdk25_line || [ -n "$jdk25_line" ]; do
    case $jdk25_line in
      JAVA_VERSION=\"25\" | JAVA_VERSION=\"25[.+-]*) return 0 ;;
    esac
  done <"$1/release"
  return 1
}

# jdk25_search: prints the first JDK 25 that is not named by a variable. Runs in a subshell: it wants globbing.
jdk25_search() {
  set +f
  for jdk25_home in /usr/lib/jvm/*25* /usr/java/* /opt/java/* /opt/jdk*25* "${HOME:-/nonexistent}"/.sdkman/candidates/java/25* \
    "${HOME:-/nonexistent}"/.jdks/*25* /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME:-/nonexistent}"/Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    if jdk25_is "$jdk25_home"; then
      printf '%s\n' "$jdk25_home"
      return 0
    fi
  done
  jdk25_java=$(command -v java 2>/dev/null) || return 1
  jdk25_java=$(readlink -f "$jdk25_java" 2>/dev/null) || return 1
  jdk25_home=${jdk25_java%/bin/java}
  jdk25_is "$jdk25_home" && printf '%s\n' "$jdk25_home"
}

jdk25_missing() {
  cat >&2 <<'TEXT'
Aldis needs a JDK 25 and found none.
  Debian, Ubuntu: apt install openjdk-25-jdk (or temurin-25-jdk, from the Adoptium repository)
  Fedora:         dnf install java-25-openjdk-devel
  macOS:          brew install openjdk@25
  SDKMAN:         sdk install java 25-tem
If it is installed somewhere else, say where: export JAVA25_HOME=/path/to/jdk-25
TEXT
}

if jdk25_is "${JAVA_HOME-}"; then
  :
elif jdk25_is "${JAVA25_HOME-}"; then
  JAVA_HOME=$JAVA25_HOME
elif jdk25_found=$(jdk25_search); then
  JAVA_HOME=$jdk25_found
else
  jdk25_missing
  return 1
fi
export JAVA_HOME
