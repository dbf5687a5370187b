internal import OCISpecification

/// The ids of a container's users and those that its files have for the engine.
struct IdentityMap: Sendable {
    private let users: [LinuxIDMapping]
    private let groups: [LinuxIDMapping]

    /// Without a user namespace of its own both are the same.
    init(_ configuration: LinuxConfiguration?) {
        users = configuration?.uidMappings ?? []
        groups = configuration?.gidMappings ?? []
    }

    static let overflow: UInt32 = 65534  // what the kernel shows for an id without a mapping (user_namespaces(7))

    func outside(user: UInt32, group: UInt32) -> (user: UInt32, group: UInt32) {
        (Self.outside(user, users), Self.outside(group, groups))
    }

    func inside(user: UInt32, group: UInt32) -> (user: UInt32, group: UInt32) {
        (Self.inside(user, users), Self.inside(group, groups))
    }

    private static func outside(_ id: UInt32, _ list: [LinuxIDMapping]) -> UInt32 {
        if list.isEmpty { return id }
        for range in list where id >= range.containerID && id - range.containerID < range.size {
            return range.hostID + (id - range.containerID)
        }
        return overflow
    }

    private static func inside(_ id: UInt32, _ list: [LinuxIDMapping]) -> UInt32 {
        if list.isEmpty { return id }
        for range in list where id >= range.hostID && id - range.hostID < range.size {
            return range.containerID + (id - range.hostID)
        }
        return overflow
    }
}
