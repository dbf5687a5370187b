internal import Linux
internal import OCISpecification

/// The file systems that every container gets, as podman and docker mount them.
enum DefaultMounts {
    static let maskedPaths = [
        "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats",
        "/proc/sched_debug", "/proc/scsi", "/proc/timer_list", "/proc/timer_stats", "/sys/dev/block",
        "/sys/devices/virtual/powercap", "/sys/firmware", "/sys/fs/selinux",
    ]
    static let readOnlyPaths = [
        "/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger",
    ]

    /// The part that depends on nothing but who asks and how much is let in.
    static func mounts(privileged: Bool, sharedMemorySize: Int64, hostIPC: Bool) -> [Mount] {
        var mounts = [
            Mount(destination: "/proc", type: "proc", source: "proc", options: ["nosuid", "noexec", "nodev"]),
            Mount(
                destination: "/dev", type: "tmpfs", source: "tmpfs",
                options: ["nosuid", "noexec", "strictatime", "mode=755", "size=65536k"]),
        ]
        mounts.append(
            Mount(
                destination: "/sys", type: "sysfs", source: "sysfs",
                options: ["nosuid", "noexec", "nodev", privileged ? "rw" : "ro"]))
        mounts.append(
            Mount(
                destination: "/dev/pts", type: "devpts", source: "devpts",
                options: ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"]))
        // A host need not have mounted its message queues: then there are none to share.
        if !hostIPC || (try? exists("/dev/mqueue")) == true {
            mounts.append(
                hostIPC
                    ? Mount(
                        destination: "/dev/mqueue", type: "bind", source: "/dev/mqueue",
                        options: ["rbind", "nosuid", "noexec", "nodev"])
                    : Mount(
                        destination: "/dev/mqueue", type: "mqueue", source: "mqueue",
                        options: ["nosuid", "noexec", "nodev"]))
        }
        mounts.append(
            hostIPC
                ? Mount(
                    destination: "/dev/shm", type: "bind", source: "/dev/shm",
                    options: ["rbind", "nosuid", "noexec", "nodev"])
                : Mount(
                    destination: "/dev/shm", type: "tmpfs", source: "shm",
                    options: ["nosuid", "noexec", "nodev", "mode=1777", "size=\(sharedMemorySize)"]))
        mounts.append(
            Mount(
                destination: "/sys/fs/cgroup", type: "cgroup", source: "cgroup",
                options: ["rprivate", "nosuid", "noexec", "nodev", "relatime", privileged ? "rw" : "ro"]))
        return mounts
    }
}
