internal import CommandLineGrammar

extension OptionRow where Options == CreateOptions {
    /// Options that users of podman and docker know and that are not there yet: they say so instead of doing nothing.
    static func laterRows() -> [OptionRow] {
        let ports = "publishing ports"
        let health = "health checks"
        return [
            later("publish", short: "p", "ports", ports), laterFlag("publish-all", short: "P", ports),
            later("network-alias", "alias", "named networks"), later("ip6", "address", "IPv6 addresses"),
            later("link", "container", "links"), later("link-local-ip", "address", "link-local addresses"),
            later("pod", "name", "pods"), later("pod-id-file", "file", "pods"),
            later("health-cmd", "command", health), later("health-interval", "duration", health),
            later("health-retries", "count", health), later("health-start-period", "duration", health),
            later("health-start-interval", "duration", health), later("health-timeout", "duration", health),
            later("health-on-failure", "action", health), later("health-startup-cmd", "command", health),
            later("secret", "secret", "secrets"), later("systemd", "mode", "systemd in containers"),
            later("sdnotify", "mode", "readiness messages to systemd"), later("gpus", "entry", "GPUs"),
            later("shm-size-systemd", "size", "systemd in containers"), later("hostuser", "name", "users of the host"),
            later("hosts-file", "path", "base files for /etc/hosts"), later("init-path", "path", "other init programs"),
            later("storage-opt", "option", "storage options"),
            later("volume-driver", "driver", "volume plugins"), later("env-merge", "env", "templates for variables"),
            later("preserve-fd", "numbers", "single descriptors"),
            later("chrootdirs", "path", "directories for chroot"),
            later("personality", "persona", "personalities"), later("rdt-class", "class", "Intel RDT"),
            later("seccomp-policy", "policy", "seccomp policies of images"),
            later("conmon-pidfile", "path", "process numbers of supervisors"),
            laterHealthFlag(),
        ]
    }

    /// There are no health checks, so that there is nothing to switch off either.
    private static func laterHealthFlag() -> OptionRow {
        .flag("no-healthcheck", "Run no health check, not even the image's") { _, _ in }
    }
}
