/// The state of a container, as `state` prints it and hooks read it.
package struct RuntimeState: Codable, Hashable, Sendable {
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
