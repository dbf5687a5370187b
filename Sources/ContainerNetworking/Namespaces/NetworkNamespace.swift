public import Linux
internal import Netlink

/// A network namespace held by a descriptor: it lives on while this does.
public struct NetworkNamespace: ~Copyable {
    public let descriptor: Descriptor

    /// The namespace of a process that cannot go meanwhile: a child of ours, not yet waited for.
    public init(of process: Int32) throws(NetworkingError) {
        try self.init(at: "/proc/\(process)/ns/net")
    }

    /// The namespace that a file stands for: one of `/proc/PID/ns/net`, or one bound by `ip netns`.
    public init(at path: String) throws(NetworkingError) {
        descriptor = try networking("open network namespace \(path)") { () throws(SystemCallError) in try open(path) }
    }

    /// The namespace of this thread.
    public static func current() throws(NetworkingError) -> NetworkNamespace {
        try NetworkNamespace(at: "/proc/thread-self/ns/net")
    }

    /// A new namespace of nobody's; this thread stays where it is. Nil without the right to make one.
    ///
    /// After an error the thread may be in the new namespace: the process cannot go on.
    public static func make() throws(NetworkingError) -> NetworkNamespace? {
        let home = try NetworkNamespace.current()
        do throws(SystemCallError) { try unshareNamespaces(.network) } catch { return nil }
        let made = try NetworkNamespace.current()
        try home.enter()
        return made
    }

    /// Does something in the namespace and comes back; only this thread goes. A socket opened there stays there.
    public func inside<Value: ~Copyable>(
        _ body: () throws(NetworkingError) -> Value
    ) throws(NetworkingError) -> Value {
        let home = try NetworkNamespace.current()
        try enter()
        let outcome: Result<Value, NetworkingError>
        do throws(NetworkingError) { outcome = .success(try body()) } catch { outcome = .failure(error) }
        try home.enter()
        return try outcome.get()
    }

    private func enter() throws(NetworkingError) {
        try networking("enter a network namespace") { () throws(SystemCallError) in
            try enterNamespaces(.network, of: descriptor)
        }
    }
}

/// Brings up `lo`, all that a container without a network has.
public func bringLoopbackUp(in namespace: borrowing NetworkNamespace) throws(NetworkingError) {
    try namespace.inside { () throws(NetworkingError) in
        try networking("bring up the loopback interface") { () throws(SystemCallError) in try bringInterfaceUp("lo") }
    }
}
