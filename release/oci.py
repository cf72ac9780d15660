"""The images, for all machines in one archive: an OCI image layout, as containerd's image store and
most other tools read it, and beside it the manifest.json that `docker load` asks for without one.

No tool of Debian's makes that: umoci knows no index of images and no variants of arm, so the better
half would be ours anyway, and buildah wants a store of its own. In the tests skopeo, umoci and
Docker read the result.
"""

import json

from archives import Entry, gzip, tar
from release import DESCRIPTION, sha256
from sources import read

_USER = "65532:65532"  # whom a cluster that forbids root accepts; nothing in the image needs more
_TYPE = "application/vnd.oci.image"


def make(release, parts):
    layout = Layout()
    linked = [part for part in parts if part.linked]
    tags = {
        release.version: ([], linked),
        f"{release.version}-ca": ([_authorities(release.epoch)], parts),
    }
    indexes, loadable = [], []
    for tag, (layers, contained) in tags.items():
        annotations = _annotations(release, contained)
        manifests = []
        for machine in release.machines:
            program = Entry("aweigh", release.program(machine).read_bytes(), 0o755)
            contents = [tar([program], release.epoch), *layers]
            manifest, saved = _image(layout, release, machine, contents, annotations)
            manifests.append(manifest | {"platform": machine.platform})
            loadable.append(saved | {"RepoTags": [f"aweigh:{tag}-{machine.name}"]})
        indexes.append(_index(layout, manifests, annotations, tag))
    layout.add("index.json", _json(_list(indexes)))
    layout.add("oci-layout", _json({"imageLayoutVersion": "1.0.0"}))
    layout.add("manifest.json", _json(loadable))
    release.write(f"aweigh-{release.version}-images.tar", tar(layout.entries(), release.epoch))


class Layout:
    """The files of an image layout. A blob that several images have is there once."""

    def __init__(self):
        self._files = {}

    def add(self, name, data):
        self._files[name] = data

    def blob(self, kind, data):
        """Returns its descriptor."""
        digest = sha256(data)
        self.add(f"blobs/sha256/{digest}", data)
        return {"mediaType": f"{_TYPE}.{kind}", "digest": f"sha256:{digest}", "size": len(data)}

    def entries(self):
        directories = [Entry("blobs/", b"", 0o755), Entry("blobs/sha256/", b"", 0o755)]
        return directories + [Entry(name, data) for name, data in sorted(self._files.items())]


def _image(layout, release, machine, layers, annotations):
    """Returns the descriptor of its manifest, and what manifest.json says of it."""
    config = machine.platform | {
        "created": release.created,
        "config": {"User": _USER, "Entrypoint": ["/aweigh"], "Labels": annotations},
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{sha256(layer)}" for layer in layers]},
        "history": [{"created": release.created, "created_by": "release/build.sh"} for _ in layers],
    }
    config = layout.blob("config.v1+json", _json(config))
    packed = [layout.blob("layer.v1.tar+gzip", gzip(layer)) for layer in layers]
    manifest = _typed("manifest", config=config, layers=packed, annotations=annotations)
    saved = {"Config": _path(config), "Layers": [_path(layer) for layer in packed]}
    return layout.blob("manifest.v1+json", _json(manifest)), saved


def _index(layout, manifests, annotations, tag):
    index = _list(manifests) | {"annotations": annotations}
    named = {
        "io.containerd.image.name": f"docker.io/library/aweigh:{tag}",
        "org.opencontainers.image.ref.name": tag,
    }
    return layout.blob("index.v1+json", _json(index)) | {"annotations": named}


def _annotations(release, parts):
    licences = sorted({"MIT", *(part.licence for part in parts)})
    about = {
        "created": release.created,
        "description": DESCRIPTION,
        "licenses": " AND ".join(licences),
        "revision": release.commit,
        "title": "aweigh",
        "version": release.version,
    }
    return {f"org.opencontainers.image.{name}": value for name, value in about.items()}


def _authorities(epoch):
    path = "etc/ssl/certs/ca-certificates.crt"
    parts = path.split("/")
    authorities = read("ca-certificates", "certifi/cacert.pem")
    above = [Entry("/".join(parts[:depth]) + "/", b"", 0o755) for depth in range(1, len(parts))]
    return tar([*above, Entry(path, authorities)], epoch)


def _list(manifests):
    return _typed("index", manifests=manifests)


def _typed(kind, **fields):
    return {"schemaVersion": 2, "mediaType": f"{_TYPE}.{kind}.v1+json", **fields}


def _path(descriptor):
    return "blobs/" + descriptor["digest"].replace(":", "/")


def _json(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
