#!/bin/sh
# Downloads the wheels that the language model is trained on, and derives its training words and text into DIR.
set -eu

if [ $# -ne 1 ]; then
    echo "usage: $0 DIR" >&2
    exit 64
fi
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1/wheels" "$1/models" "$1/packages" "$1/words" "$1/text"
cd "$1"

python3 -m venv venv
venv/bin/pip --quiet install brotli==1.2.1 numpy==2.4.6
venv/bin/pip --quiet download --no-deps --dest wheels \
    lingua-language-detector==1.3.5 django==5.2.19 home-assistant-frontend==20250109.2 gflanguages==0.7.11 \
    stopwordsiso==0.7.1

unpack() {
    venv/bin/python -m zipfile --extract "$2" "$1"
}
for wheel in wheels/lingua*.whl; do unpack models "$wheel"; done
for wheel in wheels/*.whl; do
    case $wheel in
    wheels/lingua*) ;;
    *) unpack packages "$wheel" ;;
    esac
done

# Languages that are alone in their script, or whose models lack vowel signs, need no words.
shared=af,az,bs,ca,cs,cy,da,de,en,eo,es,et,eu,fi,fr,ga,hr,hu,id,is,it,la,lg,lt,lv,mi,ms,nb,nl,nn,pl,pt,ro,sk,sl,sn,so,sq
shared=$shared,st,sv,sw,tl,tn,tr,ts,vi,xh,yo,zu,be,bg,kk,mk,mn,ru,sr,uk,ar,fa,ur
venv/bin/python "$here/derive-language-words.py" models/lingua/language-models words 300000 "$shared"
venv/bin/python "$here/derive-language-text.py" packages text
