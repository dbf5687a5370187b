package import JSONText

/// A range of user or group numbers of the host that a user namespace sees: user_namespaces(7).
package struct LinuxIDMapping: JSONDirect, Hashable, Sendable {
    package var containerID: UInt32
    package var hostID: UInt32
    package var size: UInt32

    package init(containerID: UInt32, hostID: UInt32, size: UInt32) {
        self.containerID = containerID
        self.hostID = hostID
        self.size = size
    }
}

extension LinuxIDMapping {
    package init(reading json: inout JSONReader) throws(JSONError) {
        containerID = try json.required("containerID")
        hostID = try json.required("hostID")
        size = try json.required("size")
    }

    package func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("containerID", containerID)
        try json.add("hostID", hostID)
        try json.add("size", size)
    }
}
