package import JSONText

/// The state of a container, as `state` prints it and hooks read it.
package struct RuntimeState: JSONDirect, Hashable, Sendable {
    package var ociVersion: String
    package var id: String
    package var status: RuntimeStatus
    /// Nil or 0 when there is no process.
    package var pid: Int32?
    /// An absolute path.
    package var bundle: String
    package var annotations: [String: String]?

    package init(
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
    package init(reading json: inout JSONReader) throws(JSONError) {
        ociVersion = try json.required("ociVersion")
        id = try json.required("id")
        status = try json.required("status")
        pid = try json.optional("pid")
        bundle = try json.required("bundle")
        annotations = try json.optional("annotations")
    }

    package func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("ociVersion", ociVersion)
        try json.add("id", id)
        try json.add("status", status)
        try json.add("pid", pid)
        try json.add("bundle", bundle)
        try json.add("annotations", annotations)
    }
}
