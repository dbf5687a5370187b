internal import Linux

/// The file with further options of criu, as runc has it: the annotation `org.criu.config` names one, or none when it is empty.
enum CriuConfiguration {
    private static let annotation = "org.criu.config"
    private static let usual = "/etc/criu/runc.conf"

    /// Options can execute programs of the host, and an annotation may come from an image: the file has to be of this user alone.
    static func file(_ annotations: [String: String]?) throws(RuntimeError) -> String? {
        guard let path = annotations?[annotation] else { return usual }
        if path.isEmpty { return nil }
        guard path.hasPrefix("/") else {
            throw .invalid("annotations.\(annotation)", "\"\(path)\" is not an absolute path")
        }
        let found = try doing("read annotations.\(annotation)", path) { () throws(SystemCallError) in try status(of: path) }
        if found.user != Credentials.effectiveUser || found.permissions & 0o022 != 0 {
            throw .invalid("annotations.\(annotation)", "\(path) can be changed by others than you")
        }
        return path
    }
}
