extension Descriptor {
    /// The number of the mount that the file was reached through (proc(5), `fdinfo`).
    public func mountNumber() throws(SystemCallError) -> Int {
        let path = "/proc/self/fdinfo/\(number)"
        for line in String(decoding: try readFile(path, limit: 4096), as: UTF8.self).parts(between: "\n") where line.hasPrefix("mnt_id:") {
            if let number = Int(line.dropFirst(7).drop { $0 == "\t" || $0 == " " }) { return number }
        }
        throw SystemCallError(call: "read", subject: path, errno: .badMessage)
    }
}
