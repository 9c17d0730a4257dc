#!/bin/sh
# NOT RUN: there was no Mac to try it on. Only the laying out of site-packages (first command) was run, on Linux.
#
#   packaging/macos/build.sh PYTHON VERSION "Developer ID Application: …" FOLDER
#
# Builds and signs "Prevent Desktop.app" for Macs with Apple's own processors and macOS 15 or newer: no wheel of cryptography is for
# Intel Macs, none of pikepdf for an older macOS. PYTHON is a folder with a CPython 3.13 that runs wherever it lies (bin/python3, lib/…).
set -eu
python="$1" version="$2" identity="$3" folder="$4"
here="$(cd "$(dirname "$0")" && pwd)"
root="$here/../.."
app="$folder/Prevent Desktop.app"

mkdir -p "$app/Contents/MacOS" "$app/Contents/Resources" "$app/Contents/Frameworks"
python3 "$root/packaging/start.py" python packaging/staging.py "$app/Contents/Resources/$version" macos
cp -R "$python" "$app/Contents/Frameworks/python"
echo "../../../../../Resources/$version" > "$app/Contents/Frameworks/python/lib/python3.13/site-packages/prevent-desktop.pth"
"$app/Contents/Frameworks/python/bin/python3" -m compileall -q --invalidation-mode unchecked-hash "$app/Contents/Resources/$version"
sed "s/@VERSION@/$version/" "$here/Info.plist" > "$app/Contents/Info.plist"
cp "$root/packaging/icons/prevent-desktop.icns" "$app/Contents/Resources/"
cp "$here/launcher.sh" "$app/Contents/MacOS/prevent-desktop"
chmod 755 "$app/Contents/MacOS/prevent-desktop"

# From the inside out: each library first, then the interpreter, then the whole.
find "$app" -type f \( -name '*.so' -o -name '*.dylib' -o -perm +111 -path '*/bin/*' -o -path '*.framework/Versions/*/Qt*' \) -print0 |
    xargs -0 codesign --force --options runtime --timestamp --sign "$identity" --entitlements "$here/entitlements.plist"
codesign --force --options runtime --timestamp --sign "$identity" --entitlements "$here/entitlements.plist" "$app"
codesign --verify --deep --strict --verbose=2 "$app"
"$app/Contents/MacOS/prevent-desktop" doctor
