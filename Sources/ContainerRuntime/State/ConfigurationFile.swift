internal import JSONText
internal import Linux
public import OCISpecification

/// Reads files of the OCI runtime specification.
public enum ConfigurationFile {
    /// A `config.json`.
    public static func read(_ path: String) throws(RuntimeError) -> RuntimeConfiguration {
        try parse(bytes(path), from: path)
    }

    public static func parse(_ bytes: [UInt8], from path: String) throws(RuntimeError) -> RuntimeConfiguration {
        do throws(JSONError) { return try JSON.decode(RuntimeConfiguration.self, from: bytes) } catch {
            throw RuntimeError(.invalidConfiguration, doing: "read", subject: path, cause: "\(error)")
        }
    }

    /// The `process` that `exec --process` names.
    public static func readProcess(_ path: String) throws(RuntimeError) -> ProcessConfiguration {
        let bytes = try bytes(path)
        do throws(JSONError) { return try JSON.decode(ProcessConfiguration.self, from: bytes) } catch {
            throw RuntimeError(.invalidConfiguration, doing: "read", subject: path, cause: "\(error)")
        }
    }

    /// The `linux.resources` that `update --resources` names; `-` is the standard input.
    public static func readResources(_ path: String) throws(RuntimeError) -> LinuxResources {
        let bytes = try bytes(path == "-" ? "/dev/stdin" : path)
        do throws(JSONError) { return try JSON.decode(LinuxResources.self, from: bytes) } catch {
            throw RuntimeError(.invalidConfiguration, doing: "read", subject: path, cause: "\(error)")
        }
    }

    /// The mounts that `mounts add` and `mounts remove` name: a list, or an object that has one as `mounts`.
    public static func readMounts(_ path: String) throws(RuntimeError) -> [Mount] {
        struct Section: Decodable { let mounts: [Mount] }
        let bytes = try bytes(path)
        do throws(JSONError) {
            if case .array = try JSONValue(parsing: bytes) { return try JSON.decode([Mount].self, from: bytes) }
            return try JSON.decode(Section.self, from: bytes).mounts
        } catch { throw RuntimeError(.invalidConfiguration, doing: "read", subject: path, cause: "\(error)") }
    }

    public static func bytes(_ path: String) throws(RuntimeError) -> [UInt8] {
        try doing("read", path) { () throws(SystemCallError) in try readFile(path, limit: 64 << 20) }
    }
}
