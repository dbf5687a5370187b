internal import CLinux

/// A socket to the kernel's tables of one network namespace: the one its maker was in (`netlink(7)`).
public struct NetlinkSocket: ~Copyable {
    public enum Family: CInt, Sendable { case route = 0, netfilter = 12 }

    public let descriptor: Descriptor

    /// Extended error texts, short acknowledgements and strict filters are switched on where the kernel has them.
    public init(_ family: Family) throws(SystemCallError) {
        descriptor = Descriptor(
            owning: try check("socket", "netlink \(family)") { apus_netlink_socket(family.rawValue) })
    }

    /// Sends one datagram: the kernel works through its messages before this returns.
    public func send(_ bytes: [UInt8]) throws(SystemCallError) {
        let number = descriptor.number
        try unsafe bytes.withUnsafeBufferPointer { (buffer) throws(SystemCallError) in
            _ = try check("sendto", "netlink") { unsafe apus_netlink_send(number, buffer.baseAddress, buffer.count) }
        }
    }

    /// One datagram of answers. The kernel makes none larger than 32 KiB when it can cut between messages.
    public func receive(upTo capacity: Int = 32768, block: Bool = true) throws(SystemCallError) -> [UInt8] {
        let number = descriptor.number
        return try unsafe [UInt8](unsafeUninitializedCapacity: capacity) { (buffer, filled) throws(SystemCallError) in
            filled = Int(
                try check("recvfrom", "netlink") {
                    unsafe apus_netlink_receive(number, buffer.baseAddress, capacity, block ? 0 : 0x40)
                })
        }
    }

    /// The number of an interface in the namespace of this socket; nil when there is none of that name.
    /// It takes no lock of the kernel's, as a netlink request for a link does.
    public func interfaceIndex(_ name: String) throws(SystemCallError) -> UInt32? {
        try unsafe ifThere(name) { unsafe apus_interface_index($0, $1) }
    }

    /// The largest packet that an interface takes, as ``interfaceIndex(_:)`` asks.
    public func interfaceMTU(_ name: String) throws(SystemCallError) -> UInt32? {
        try unsafe ifThere(name) { unsafe apus_interface_mtu($0, $1) }
    }

    private func ifThere(
        _ name: String, _ body: (CInt, UnsafePointer<CChar>) -> CInt
    ) throws(SystemCallError) -> UInt32? {
        let number = descriptor.number
        do throws(SystemCallError) {
            return UInt32(try unsafe checkPath("ioctl", name) { unsafe body(number, $0) })
        } catch {
            if error.errno.rawValue == 19 { return nil }  // ENODEV
            throw error
        }
    }
}

/// Brings an interface of this network namespace up, and leaves it when it is; `lo` in a new namespace is down.
public func bringInterfaceUp(_ name: String) throws(SystemCallError) {
    _ = try unsafe checkPath("ioctl SIOCSIFFLAGS", name) { unsafe apus_interface_up($0) }
}
