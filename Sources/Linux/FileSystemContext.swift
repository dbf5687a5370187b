internal import CLinux
internal import Glibc

/// A file system being configured (`fsopen(2)`): parameters one by one, then a mount that is attached nowhere yet.
public struct FileSystemContext: ~Copyable {
    private let descriptor: Descriptor
    public let type: String

    public init(type: String) throws(SystemCallError) {
        self.type = type
        descriptor = Descriptor(owning: try unsafe checkPath("fsopen", type) { unsafe apus_fsopen($0, 1) })
    }

    /// A parameter without a value, such as `ro`.
    public func set(_ key: String) throws(SystemCallError) {
        try unsafe configure(0, key, nil, 0)
    }

    /// A parameter with text; the kernel refuses more than 255 bytes with `EINVAL`.
    public func set(_ key: String, _ value: String) throws(SystemCallError) {
        if value.hasNUL { throw SystemCallError(call: "fsconfig", subject: "\(type) \(key)", errno: .invalid) }
        do throws(SystemCallError) {
            try unsafe value.withPath { (value) throws(SystemCallError) in try unsafe configure(1, key, value, 0) }
        } catch { throw SystemCallError(call: error.call, subject: "\(error.subject)=\(value)", errno: error.errno) }
    }

    /// A parameter that is an open file (overlay's layers: kernel 6.13).
    public func set(_ key: String, _ value: borrowing Descriptor) throws(SystemCallError) {
        try unsafe configure(5, key, nil, value.number)
    }

    /// Makes the file system, or finds the one there is.
    public func create() throws(SystemCallError) {
        try unsafe configure(6, nil, nil, 0)
    }

    /// The mount, attached nowhere yet.
    public func mount(_ attributes: MountAttributes = []) throws(SystemCallError) -> Descriptor {
        let number = descriptor.number
        return Descriptor(
            owning: try check("fsmount", type) { apus_fsmount(number, 1, UInt32(attributes.rawValue)) })
    }

    /// What the kernel wrote about the last failure, such as "overlay: No changes allowed in reconfigure".
    public func messages() -> String {
        var lines: [String] = []
        while lines.count < 8, let line = try? descriptor.read(upTo: 1024), !line.isEmpty {
            lines.append(String(decoding: line, as: UTF8.self).filter { $0 != "\n" })
        }
        return lines.joined(separator: "; ")
    }

    private func configure(
        _ command: UInt32, _ parameter: String?, _ value: UnsafePointer<CChar>?, _ auxiliary: CInt
    ) throws(SystemCallError) {
        let number = descriptor.number
        guard let parameter else {
            try check("fsconfig", type) { apus_fsconfig(number, command, nil, nil, 0) }
            return
        }
        if parameter.hasNUL { throw SystemCallError(call: "fsconfig", subject: type, errno: .invalid) }
        try unsafe parameter.withPath { (key) throws(SystemCallError) in
            _ = try check("fsconfig", "\(type) \(parameter)") {
                unsafe apus_fsconfig(number, command, key, value, auxiliary)
            }
        }
    }
}
