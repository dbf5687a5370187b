internal import JSONText
internal import Linux

/// `descriptors.json` of a checkpoint, as runc and crun keep it: what the standard streams of the first process were, such as
/// `pipe:[123]`. One that leads out of the container is replaced by the runtime's own stream of the same number.
///
/// Files out of the container, such as the host's `/dev/null`, are named as criu names them, `file[MOUNT:INODE]`.
enum StreamNames {
    private static let file = "descriptors.json"

    /// Of the process, by number; empty for one that is closed.
    static func of(_ process: Int32) throws(RuntimeError) -> [String] {
        try doing("look at the standard streams of process", "\(process)") { () throws(SystemCallError) in
            let mounts = try mounts(of: process)
            var names: [String] = []
            for number in 0...2 {
                let path = "/proc/\(process)/fd/\(number)"
                do throws(SystemCallError) {
                    let name = try readSymlink(path).display
                    guard name.hasPrefix("/"), let mount = try mount(of: process, number), !mounts.contains(mount) else {
                        names.append(name)
                        continue
                    }
                    let inode = try status(of: path).inode
                    names.append("file[\(String(mount, radix: 16)):\(String(inode, radix: 16))]")
                } catch {
                    if error.errno != .noEntry { throw error }
                    names.append("")
                }
            }
            return names
        }
    }

    /// Those that criu has to be told of at a dump: it knows pipes by itself.
    static func external(_ names: [String]) -> [String] {
        var found: [String] = []
        for name in names where name.hasPrefix("file[") && !found.contains(name) { found.append(name) }
        return found
    }

    static func write(_ names: [String], to images: String) throws(RuntimeError) {
        do { try replaceFile("\(images)/\(file)", with: try JSON.encode(names), mode: 0o600) } catch {
            throw RuntimeError(doing: "write", subject: "\(images)/\(file)", cause: "\(error)")
        }
    }

    /// Those that are replaced at a restore, with the numbers of our streams.
    static func replaced(in images: String) throws(RuntimeError) -> [(name: String, number: Int32)] {
        let path = "\(images)/\(file)"
        let bytes = try doing("read the checkpoint", path) { () throws(SystemCallError) in try readFile(path, limit: 1 << 16) }
        let names: [String]
        do throws(JSONError) { names = try JSON.decode([String].self, from: bytes) } catch {
            throw RuntimeError(.invalidConfiguration, doing: "read the checkpoint", subject: path, cause: "\(error)")
        }
        var found: [(name: String, number: Int32)] = []
        for (number, name) in names.prefix(3).enumerated() where name.hasPrefix("pipe:") || name.hasPrefix("file[") {
            if !found.contains(where: { $0.name == name }) { found.append((name, Int32(number))) }
        }
        return found
    }

    /// The mount that an open file lies on (proc_pid_fdinfo(5)).
    private static func mount(of process: Int32, _ number: Int) throws(SystemCallError) -> Int? {
        ProcessFacts(try readFile("/proc/\(process)/fdinfo/\(number)")).number("mnt_id")
    }

    /// Those that the process sees (proc_pid_mountinfo(5)).
    private static func mounts(of process: Int32) throws(SystemCallError) -> Set<Int> {
        var numbers: Set<Int> = []
        for line in try readFile("/proc/\(process)/mountinfo").split(separator: 10) {
            if let number = Int(String(decoding: line.prefix { $0 != 32 }, as: UTF8.self)) { numbers.insert(number) }
        }
        return numbers
    }
}
