public import JSONText

/// The state of a container, as `state` prints it and hooks read it.
public struct RuntimeState: JSONDirect, Hashable, Sendable {
    public var ociVersion: String
    public var id: String
    public var status: RuntimeStatus
    /// Nil or 0 when there is no process.
    public var pid: Int32?
    /// An absolute path.
    public var bundle: String
    public var annotations: [String: String]?

    public init(
        ociVersion: String, id: String, status: RuntimeStatus, pid: Int32? = nil, bundle: String,
        annotations: [String: String]? = nil
    ) {
        self.ociVersion = ociVersion
        self.id = id
        self.status = status
        self.pid = pid
        self.bundle = bundle
        self.annotations = annotations
    }
}

extension RuntimeState {
    public init(reading json: inout JSONReader) throws(JSONError) {
        ociVersion = try json.required("ociVersion")
        id = try json.required("id")
        status = try json.required("status")
        pid = try json.optional("pid")
        bundle = try json.required("bundle")
        annotations = try json.optional("annotations")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("ociVersion", ociVersion)
        try json.add("id", id)
        try json.add("status", status)
        try json.add("pid", pid)
        try json.add("bundle", bundle)
        try json.add("annotations", annotations)
    }
}
