internal import Linux

/// In which groups a process is, by the lines of `/proc/PID/cgroup`.
public struct ProcessGroups: Hashable, Sendable {
    /// Options of the tree (`cpu,cpuacct`, `name=systemd`, empty for version 2) and path as the reader sees it.
    public let rows: [Row]

    public struct Row: Hashable, Sendable {
        public let options: String
        public let path: String
    }

    public init(parsing text: [UInt8]) {
        var rows: [Row] = []
        for line in text.split(separator: UInt8(ascii: "\n")) {
            // hierarchy:controllers:path; a path may hold colons
            let fields = line.split(separator: UInt8(ascii: ":"), maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { continue }
            rows.append(
                Row(
                    options: String(decoding: fields[1], as: UTF8.self),
                    path: String(decoding: fields[2], as: UTF8.self)))
        }
        self.rows = rows
    }

    /// Of a process; nil is the caller.
    public static func of(_ process: Int32? = nil) throws(ControlGroupError) -> ProcessGroups {
        let file = "/proc/\(process.map { "\($0)" } ?? "self")/cgroup"
        do throws(SystemCallError) { return ProcessGroups(parsing: try readFile(file)) } catch {
            throw ControlGroupError(doing: "find the group of the process", file: file, error)
        }
    }

    /// The path in the tree of version 2, without what a deleted group gets appended.
    public var unified: String? {
        for row in rows where row.options.isEmpty { return row.path }
        return nil
    }

    public func path(in hierarchy: Hierarchy) -> String? {
        for row in rows {
            switch hierarchy.kind {
            case .unified: if row.options.isEmpty { return row.path }
            case .named(let name): if row.options == "name=\(name)" { return row.path }
            case .legacy(let controllers):
                if !row.options.isEmpty && Controllers(list: row.options) == controllers { return row.path }
            }
        }
        return nil
    }
}
