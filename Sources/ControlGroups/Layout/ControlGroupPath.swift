internal import Linux

/// Where a group is in its trees: an absolute path below their mount points, without `.`, `..` or empty parts.
public struct ControlGroupPath: Hashable, Sendable, CustomStringConvertible {
    /// Such as `/apus/4f2a`; `/` is the root.
    public let text: String

    /// Reads `linux.cgroupsPath` for a driver that makes directories. A path that does not begin with a slash is
    /// taken from the mount point as well; `..` never leads above it.
    public init(_ path: String) throws(ControlGroupError) {
        var parts: [Substring] = []
        for part in path.parts(between: "/") {
            if part == "." { continue }
            if part == ".." {
                if !parts.isEmpty { parts.removeLast() }
                continue
            }
            if part.utf8.contains(0) || part.utf8.contains(10) {
                throw ControlGroupError(
                    .invalidValue, doing: "read the path of the group", file: path,
                    cause: "it holds a NUL or a line feed")
            }
            parts.append(part)
        }
        if parts.isEmpty {
            throw ControlGroupError(
                .invalidValue, doing: "read the path of the group", file: path,
                cause: "a container cannot be in the root group; name a group below it, such as /apus/NAME")
        }
        text = "/" + String(joining: parts.map { String($0) }, by: "/")
    }

    /// Reads the form of the systemd driver, `slice:prefix:name`, and tells where systemd would put its scope. The
    /// group is then made there by hand: systemd is not asked, and does not know of it.
    public init(systemd path: String) throws(ControlGroupError) {
        let parts = path.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[2].isEmpty else {
            throw ControlGroupError(
                .invalidValue, doing: "read the path of the group", file: path,
                cause: "it is not of the form `slice:prefix:name`, as the systemd driver needs it")
        }
        var slice = parts[0].isEmpty ? "system.slice" : String(parts[0])
        if !slice.hasSuffix(".slice") {
            throw ControlGroupError(
                .invalidValue, doing: "read the path of the group", file: path, cause: "`\(slice)` is no slice")
        }
        slice.removeLast(6)
        var text = ""
        if slice != "-" {
            // `a-b-c.slice` lies in `a-b.slice`, that in `a.slice` (systemd.slice(5)).
            var name = ""
            for part in slice.split(separator: "-", omittingEmptySubsequences: false) {
                if part.isEmpty || part.contains("/") {
                    throw ControlGroupError(
                        .invalidValue, doing: "read the path of the group", file: path,
                        cause: "`\(parts[0])` is no slice")
                }
                name += name.isEmpty ? String(part) : "-\(part)"
                text += "/\(name).slice"
            }
        }
        let unit = parts[1].isEmpty ? String(parts[2]) : "\(parts[1])-\(parts[2])"
        try self.init(text + "/" + (unit.hasSuffix(".slice") ? unit : unit + ".scope"))
    }

    /// Whether text has the form of the systemd driver.
    public static func isSystemdForm(_ path: String) -> Bool {
        !path.contains("/") && path.split(separator: ":", omittingEmptySubsequences: false).count == 3
    }

    public var description: String { text }

    /// The path itself and those above it, the shortest first, without the root.
    public var ancestors: [String] {
        var paths: [String] = []
        var path = ""
        for part in text.parts(between: "/") {
            path += "/\(part)"
            paths.append(path)
        }
        return paths
    }
}
