internal import Linux

/// A user namespace that nobody lives in: it only says how the ids of an idmapped mount are shown (`mount_setattr(2)`).
enum MappingNamespace {
    /// Made before the container's own, so that its mounts are ready when its first process begins.
    static func make(users: [IdentityRange], groups: [IdentityRange]) throws(RuntimeError) -> Descriptor {
        let pair = try doing("make the mapping of the container's files") { () throws(SystemCallError) in
            try LocalSocket.pair(.sequencedPackets)
        }
        let side = try doing("make a user namespace") { () throws(SystemCallError) in try cloneProcess(.user) }
        switch consume side {
        case .child:
            // Ends with the other end of the socket, even where the runtime is killed.
            let socket = pair.keepingSecond()
            _ = try? socket.receive(upTo: 1)
            CurrentProcess.exit(0)
        case .parent(let process, let descriptor):
            let socket = pair.keepingFirst()
            let namespace: Descriptor
            do throws(RuntimeError) {
                try IdentityMapping.write(users: users, groups: groups, of: process)
                namespace = try doing("open a user namespace") { () throws(SystemCallError) in
                    try open("/proc/\(process)/ns/user", .readOnly)
                }
            } catch {
                _ = consume socket
                _ = try? waitForChild(.descriptor(descriptor.number))  // the first failure is the one to report
                throw error
            }
            _ = consume socket
            try doing("wait for the process of a user namespace") { () throws(SystemCallError) in
                _ = try waitForChild(.descriptor(descriptor.number))
            }
            return namespace
        }
    }
}
