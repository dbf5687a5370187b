public import JSONText

/// A range of user or group numbers of the host that a user namespace sees: user_namespaces(7).
public struct LinuxIDMapping: JSONDirect, Hashable, Sendable {
    public var containerID: UInt32
    public var hostID: UInt32
    public var size: UInt32

    public init(containerID: UInt32, hostID: UInt32, size: UInt32) {
        self.containerID = containerID
        self.hostID = hostID
        self.size = size
    }
}

extension LinuxIDMapping {
    public init(reading json: inout JSONReader) throws(JSONError) {
        containerID = try json.required("containerID")
        hostID = try json.required("hostID")
        size = try json.required("size")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("containerID", containerID)
        try json.add("hostID", hostID)
        try json.add("size", size)
    }
}
