"""A pod of a Kubernetes manifest, run in Docker as a kubelet would run it.

A field that is not understood here is an error: nothing of a manifest is passed over in silence."""

import os

from container import run_container
from support.waiting import eventually

_POD_FIELDS = {
    "automountServiceAccountToken", "containers", "initContainers", "restartPolicy",
    "securityContext", "terminationGracePeriodSeconds", "volumes",
}  # fmt: skip
_CONTAINER_FIELDS = {
    "args", "command", "env", "image", "livenessProbe", "name", "ports", "readinessProbe",
    "resources", "restartPolicy", "securityContext", "startupProbe", "terminationMessagePath",
    "volumeMounts",
}  # fmt: skip
_SECURITY_FIELDS = {
    "allowPrivilegeEscalation", "capabilities", "fsGroup", "readOnlyRootFilesystem", "runAsGroup",
    "runAsNonRoot", "runAsUser", "seccompProfile",
}  # fmt: skip

_WITHIN = 120  # of each step; the machine may be slow, and the others' servers late


class Pod:
    """Its containers share the network of one that does nothing, as in Kubernetes."""

    def __init__(self, docker, spec, directory, image_of, secrets):
        """`directory`, which is named as the pod, gets its volumes and its last words; `image_of`
        maps the manifests' images; `secrets` are dictionaries by name."""
        self.name = directory.name
        self._docker = docker
        self._spec = _only(_POD_FIELDS, spec)
        self._directory = directory
        self._image_of = image_of
        self._secrets = secrets
        self._containers = {}
        self._infrastructure = None

    def start(self, network, aliases):
        """Returns when the init containers have ended, the others run, and their probes succeed; of
        a Job, when all have ended."""
        self._infrastructure = run_container(
            self._docker, self._image_of("aweigh:0.2"),
            "wait", "--timeout=none", "-q", "file:///never",
            network=network, hostname=self.name, network_alias=aliases,
        )  # fmt: skip
        self._volumes = {each["name"]: self._make(each) for each in self._spec.get("volumes", [])}
        for container in self._spec.get("initContainers", []):
            self._run(container)
            if container.get("restartPolicy") == "Always":
                self._probe(container)
            else:
                self._until_succeeded(container)
        for container in self._spec["containers"]:
            self._run(container)
        for container in self._spec["containers"]:
            if self._spec.get("restartPolicy") == "Never":
                self._until_succeeded(container)
            else:
                self._probe(container)

    def container(self, name):
        return self._containers[name]

    def log(self, name):
        """Of the container of that name, which may not be there yet."""
        return self._containers[name].log() if name in self._containers else ""

    def last_words(self, name):
        """Of the container of that name: what `kubectl describe` shows."""
        return self._last_words_of(name).read_text()

    def remove(self):
        for container in self._containers.values():
            container.remove()
        if self._infrastructure:
            self._infrastructure.remove()

    def _run(self, container):
        _only(_CONTAINER_FIELDS, container)
        last_words = self._last_words_of(container["name"])
        last_words.touch()
        last_words.chmod(0o666)
        path = container.get("terminationMessagePath", "/dev/termination-log")
        volumes = [f"{last_words}:{path}"]
        for mount in container.get("volumeMounts", []):
            _only({"name", "mountPath", "readOnly"}, mount)
            mode = "ro" if mount.get("readOnly") else "rw"
            volumes.append(f"{self._volumes[mount['name']]}:{mount['mountPath']}:{mode}")
        command = container.get("command", [])
        self._containers[container["name"]] = run_container(
            self._docker, self._image_of(container["image"]),
            *command[1:], *container.get("args", []),
            entrypoint=command[:1], network=f"container:{self._infrastructure.id}",
            env=[self._variable(each) for each in container.get("env", [])], volume=volumes,
            memory=container["resources"]["limits"]["memory"].removesuffix("i"),
            **self._security(container),
        )  # fmt: skip

    def _variable(self, variable):
        value = variable.get("value")
        if value is None:
            reference = _only({"secretKeyRef"}, variable["valueFrom"])["secretKeyRef"]
            value = self._secrets[reference["name"]][reference["key"]]
        assert "$(" not in value, "references to other variables are not understood"
        return f"{variable['name']}={value}"

    def _security(self, container):
        """The options of docker run. Its default profile for seccomp is containerd's."""
        context = self._spec["securityContext"] | container.get("securityContext", {})
        _only(_SECURITY_FIELDS, context)
        assert context["seccompProfile"] == {"type": "RuntimeDefault"}
        assert context["runAsNonRoot"] and context["runAsUser"] != 0
        assert not context["allowPrivilegeEscalation"] and context["readOnlyRootFilesystem"]
        return {
            "user": f"{context['runAsUser']}:{context['runAsGroup']}",
            "group_add": [context["fsGroup"]] if "fsGroup" in context else [],
            "read_only": "true",
            "security_opt": "no-new-privileges",
            "cap_drop": _only({"drop"}, context["capabilities"])["drop"],
        }

    def _make(self, volume):
        """A directory, with the modes that it has in Kubernetes."""
        path = self._directory / f"volume-{volume['name']}"
        path.mkdir()
        if "emptyDir" in volume:
            assert volume["emptyDir"] == {}
            path.chmod(0o777)
            return path
        source = _only({"secretName", "defaultMode", "items"}, volume["secret"])
        for item in source["items"]:
            file = path / item["path"]
            file.write_text(self._secrets[source["secretName"]][item["key"]])
            file.chmod(source["defaultMode"])
            os.chown(file, 0, self._spec["securityContext"]["fsGroup"])
        return path

    def _last_words_of(self, name):
        return self._directory / f"last-words-{name}"

    def _until_succeeded(self, container):
        name = container["name"]
        code = self._containers[name].until_ended(within=_WITHIN)
        assert code == 0, f"{self.name}/{name} ended with {code}:\n{self._containers[name].log()}"

    def _probe(self, container):
        """Each until it succeeds, in the order in which a kubelet begins with them."""
        running = self._containers[container["name"]]
        for kind in ["startupProbe", "readinessProbe", "livenessProbe"]:
            if kind in container:
                command = container[kind]["exec"]["command"]
                eventually(
                    lambda: running.succeeds(*command) or not running.runs(),
                    f"the {kind} of {self.name} succeeds",
                    within=_WITHIN,
                )
        assert running.runs(), f"{self.name} has ended:\n{running.log()}"


def _only(known, mapping):
    assert set(mapping) <= known, f"not understood: {set(mapping) - known}"
    return mapping
