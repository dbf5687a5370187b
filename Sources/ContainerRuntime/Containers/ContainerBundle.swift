internal import JSONText
internal import Linux
public import OCISpecification

/// A directory with a `config.json`, and as a rule the root file system that it names (OCI runtime specification, "Filesystem Bundle").
public struct ContainerBundle: Sendable {
    /// Absolute, without a slash at its end.
    public let path: String
    /// May be changed before a container is made of it; the file stays as it is.
    public var configuration: RuntimeConfiguration {
        didSet { original = nil }
    }
    /// The configuration as it was read; nil when it has been changed since.
    private var original: [UInt8]?

    /// Reads the configuration in `file`, which is below the bundle unless it is absolute.
    public init(_ path: String, file: String = "config.json") throws(RuntimeError) {
        self.path = try Self.absolute(path)
        let file = file.hasPrefix("/") ? file : "\(self.path)/\(file)"
        let bytes = try ConfigurationFile.bytes(file)
        configuration = try ConfigurationFile.parse(bytes, from: file)
        original = bytes
        guard let root = configuration.root, !root.path.isEmpty else {
            throw RuntimeError(.invalidConfiguration, doing: "read \(file)", subject: "root.path", cause: "it is missing")
        }
    }

    /// A bundle whose configuration is in no file. Relative paths in it start at `path`.
    public init(_ path: String, configuration: RuntimeConfiguration) throws(RuntimeError) {
        self.path = try Self.absolute(path)
        self.configuration = configuration
        original = nil
    }

    /// The directory that becomes the container's root.
    public var rootfs: String {
        let root = configuration.root?.path ?? ""
        return root.hasPrefix("/") ? root : "\(path)/\(root)"
    }

    func configurationBytes() throws(RuntimeError) -> [UInt8] {
        if let original { return original }
        do throws(JSONError) { return try JSON.encode(configuration) } catch {
            throw RuntimeError(.invalidConfiguration, doing: "write the configuration of bundle", subject: path, cause: "\(error)")
        }
    }

    private static func absolute(_ path: String) throws(RuntimeError) -> String {
        var path = path
        while path.count > 1 && path.hasSuffix("/") { path.removeLast() }
        if path.hasPrefix("/") { return path }
        do throws(SystemCallError) {
            let here = try currentDirectoryPath()
            if path.isEmpty || path == "." { return here }
            return here == "/" ? "/\(path)" : "\(here)/\(path)"
        } catch { throw RuntimeError(doing: "find the bundle", subject: path, cause: error) }
    }
}
