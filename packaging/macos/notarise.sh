#!/bin/sh
# NOT RUN: there was no Mac to try it on, and it takes an account of Apple's.
#
#   packaging/macos/notarise.sh "Prevent Desktop.app" VERSION PROFILE FOLDER
#
# Lets Apple look at the signed program, fastens its answer to it, and packs it. PROFILE was kept by `xcrun notarytool store-credentials`.
set -eu
app="$1" version="$2" profile="$3" folder="$4"
archive="$folder/prevent-desktop-$version-arm64.zip"

ditto -c -k --keepParent "$app" "$archive"
xcrun notarytool submit "$archive" --keychain-profile "$profile" --wait
xcrun stapler staple "$app"
spctl --assess --type execute --verbose=2 "$app"
rm "$archive"
hdiutil create -volname "Prevent Desktop" -srcfolder "$app" -ov -format UDZO "$folder/prevent-desktop-$version-arm64.dmg"
xcrun notarytool submit "$folder/prevent-desktop-$version-arm64.dmg" --keychain-profile "$profile" --wait
xcrun stapler staple "$folder/prevent-desktop-$version-arm64.dmg"
