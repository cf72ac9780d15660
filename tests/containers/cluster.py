"""As much of Kubernetes as the examples need: Deployments, Jobs, Secrets, and Services as names."""

from concurrent.futures import ThreadPoolExecutor

import yaml
from pod import Pod
from support.waiting import eventually


class Cluster:
    """`images` are those to run in place of some of the manifests'."""

    def __init__(self, docker, network, images, directory):
        self._docker = docker
        self._network = network
        self._images = images
        self._directory = directory
        self._secrets = {}
        self._selectors = {}  # of the Services
        self._pods = {}  # lists of them, by the name of the Deployment or the Job
        self._starts = []
        self._threads = ThreadPoolExecutor(max_workers=32)  # each waits for a pod

    def apply(self, *manifests):
        """Begins to start all pods at the same time."""
        documents = [each for path in manifests for each in yaml.safe_load_all(path.read_text())]
        # First what the pods need, in whatever order it stands.
        documents.sort(key=lambda document: document["kind"] in ("Deployment", "Job"))
        for document in documents:
            name = document["metadata"]["name"]
            match document["kind"]:
                case "Secret":
                    self._secrets[name] = document["stringData"]
                case "Service":
                    self._selectors[name] = document["spec"]["selector"]
                case "Deployment" | "Job":
                    self._begin(name, document["spec"])
                case kind:
                    raise AssertionError(f"not understood: {kind}")

    def pods(self, name):
        """Those of a Deployment or a Job."""
        return self._pods[name]

    def until_logged(self, text, name, container):
        """By that container of each of its pods."""
        for pod in self._pods[name]:
            eventually(
                lambda pod=pod: text in pod.log(container) or self._check(),
                f"{pod.name} logs {text!r}",
                within=60,
            )

    def until_ready(self):
        """Deployments are ready, Jobs have succeeded."""
        for start in self._starts:
            start.result()

    def remove(self):
        for pods in self._pods.values():
            for pod in pods:
                pod.remove()
        self._threads.shutdown()

    def _check(self):
        """Raises why a pod has not come up."""
        for start in self._starts:
            if start.done():
                start.result()

    def _begin(self, name, spec):
        labels = spec["template"].get("metadata", {}).get("labels", {})
        aliases = [
            service
            for service, selector in self._selectors.items()
            if selector.items() <= labels.items()
        ]
        self._pods[name] = []
        for number in range(spec.get("replicas", 1)):
            directory = self._directory / f"{name}-{number}"
            directory.mkdir()
            pod_spec = spec["template"]["spec"]
            pod = Pod(self._docker, pod_spec, directory, self._image_of, self._secrets)
            self._pods[name].append(pod)
            self._starts.append(self._threads.submit(pod.start, self._network, aliases))

    def _image_of(self, name):
        return self._images.get(name, name)
