internal import ControlGroups
internal import Linux
public import OCISpecification

extension RuntimeConfiguration {
    /// A shell in the directory `rootfs` of the bundle, with a terminal and few rights: to start from. `rootless` is for a user without
    /// rights over the machine.
    public static func template(rootless: Bool = false) -> RuntimeConfiguration {
        let capabilities = ["CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE"]
        // As runc: a container sees its own part of the tree where there is one tree.
        let kinds = ["pid", "network", "ipc", "uts", "mount"] + (ControlGroupLayout.glance().version == .unified ? ["cgroup"] : [])
        var namespaces = kinds.map { LinuxNamespace(type: $0) }
        var linux = LinuxConfiguration(
            resources: rootless
                ? nil : LinuxResources(devices: [LinuxDeviceCgroup(allow: false, access: "rwm")]),
            maskedPaths: [
                "/proc/acpi", "/proc/asound", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list",
                "/proc/timer_stats", "/proc/sched_debug", "/sys/firmware", "/proc/scsi",
            ],
            readonlyPaths: ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"])
        if rootless {
            namespaces = namespaces.filter { $0.type != "network" } + [LinuxNamespace(type: "user")]
            linux.uidMappings = [LinuxIDMapping(containerID: 0, hostID: Credentials.effectiveUser, size: 1)]
            linux.gidMappings = [LinuxIDMapping(containerID: 0, hostID: Credentials.effectiveGroup, size: 1)]
        }
        linux.namespaces = namespaces
        return RuntimeConfiguration(
            ociVersion: "1.2.1",
            process: ProcessConfiguration(
                terminal: true, user: User(uid: 0, gid: 0), cwd: "/",
                env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TERM=xterm"],
                args: ["sh"],
                rlimits: [POSIXRlimit(type: "RLIMIT_NOFILE", hard: 1024, soft: 1024)],
                capabilities: LinuxCapabilities(
                    bounding: capabilities, effective: capabilities, permitted: capabilities),
                noNewPrivileges: true),
            root: RootFileSystem(path: "rootfs", readonly: true), hostname: "apus", mounts: mounts(rootless),
            linux: linux)
    }

    private static func mounts(_ rootless: Bool) -> [Mount] {
        var mounts = [
            Mount(destination: "/proc", type: "proc", source: "proc"),
            Mount(
                destination: "/dev", type: "tmpfs", source: "tmpfs",
                options: ["nosuid", "strictatime", "mode=755", "size=65536k"]),
            Mount(
                destination: "/dev/pts", type: "devpts", source: "devpts",
                options: ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"]
                    + (rootless ? [] : ["gid=5"])),
            Mount(
                destination: "/dev/shm", type: "tmpfs", source: "shm",
                options: ["nosuid", "noexec", "nodev", "mode=1777", "size=65536k"]),
            Mount(
                destination: "/dev/mqueue", type: "mqueue", source: "mqueue", options: ["nosuid", "noexec", "nodev"]),
        ]
        mounts.append(
            rootless
                ? Mount(
                    destination: "/sys", type: "none", source: "/sys",
                    options: ["rbind", "nosuid", "noexec", "nodev", "ro"])
                : Mount(
                    destination: "/sys", type: "sysfs", source: "sysfs", options: ["nosuid", "noexec", "nodev", "ro"]))
        if !rootless {
            mounts.append(
                Mount(
                    destination: "/sys/fs/cgroup", type: "cgroup", source: "cgroup",
                    options: ["nosuid", "noexec", "nodev", "relatime", "ro"]))
        }
        return mounts
    }
}
