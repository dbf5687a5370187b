internal import Linux

/// Kernel parameters of a container (`linux.sysctl`): only those that belong to one of its own namespaces.
enum KernelParameters {
    /// Refuses what would change the host.
    static func check(_ name: String, created: NamespaceKinds, joined: NamespaceKinds) throws(RuntimeError) {
        let namespaces = created.union(joined)
        let normal = name.contains("/") ? name.split(separator: "/").joined(separator: ".") : name
        if normal.split(separator: ".", omittingEmptySubsequences: false).contains(where: { $0.isEmpty }) {
            throw .invalid("linux.sysctl.\(name)", "it is no name of a kernel parameter")
        }
        if ipc.contains(normal) || normal.hasPrefix("fs.mqueue.") {
            if namespaces.contains(.ipc) { return }
            throw .invalid("linux.sysctl.\(name)", "it needs an ipc namespace of the container's own")
        }
        if normal.hasPrefix("net.") {
            if namespaces.contains(.network) { return }
            throw .invalid("linux.sysctl.\(name)", "it needs a network namespace of the container's own")
        }
        if normal == "kernel.hostname" {
            throw .invalid("linux.sysctl.\(name)", "it would contradict the field `hostname`; set that one")
        }
        if normal == "kernel.domainname" {
            if namespaces.contains(.hostName) { return }
            throw .invalid("linux.sysctl.\(name)", "it needs a uts namespace of the container's own")
        }
        if normal.hasPrefix("user."), namespaces.contains(.user) { return }
        throw .invalid("linux.sysctl.\(name)", "it belongs to no namespace, so it would change the whole machine")
    }

    /// Writes one, through a procfs that the container cannot have touched.
    static func write(_ name: String, _ value: String, proc: borrowing Descriptor) throws(SystemCallError) {
        // sysctl(8): with a slash anywhere, slashes separate and dots are part of names, such as eth0.100
        let path = name.contains("/") ? name : name.split(separator: ".").joined(separator: "/")
        let file: Descriptor
        do throws(SystemCallError) {
            file = try open(
                "sys/\(path)", in: proc, .writeOnly, resolve: [.beneath, .noSymlinks, .noMagicLinks, .noCrossDevice])
        } catch {
            // /proc/sys may be a read-only mount of its own where the runtime runs in a container itself
            guard error.errno == .crossDevice else { throw error }
            throw SystemCallError(call: "openat2", subject: "/proc/sys/\(path) is another mount", errno: error.errno)
        }
        try file.write(value)
    }

    private static let ipc: Set<String> = [
        "kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem", "kernel.shmall", "kernel.shmmax",
        "kernel.shmmni", "kernel.shm_rmid_forced",
    ]
}
