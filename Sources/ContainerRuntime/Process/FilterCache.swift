internal import Linux
internal import OCISpecification
internal import Seccomp

/// Compiled filters of system calls, kept by content for all containers: reading one costs a quarter of compiling it.
///
/// A file holds the whole profile beside its program, and its name is a hash of the profile; whoever finds a file compares
/// the profile. So nobody can make a profile that gets the program of another, and no cryptographic digest is needed.
struct FilterCache {
    let path: String
    /// More would come only from a great many different profiles; then the cache starts anew.
    static let capacity = 64
    private static let limit: Int64 = 1 << 20

    /// The program of the profile with this key, encoded; nil where there is none that can be trusted.
    func program(for key: FilterKey) -> [UInt8]? {
        // Whatever is wrong with the file, the filter is compiled instead.
        guard let file = try? open("\(path)/\(key.name)", [.readOnly, .noFollow, .nonBlocking]), let status = try? file.status(),
            status.kind == .file, status.user == Credentials.effectiveUser, status.permissions & 0o022 == 0,
            status.size <= Self.limit, let bytes = try? file.read(upTo: Int(status.size)), bytes.starts(with: key.bytes)
        else { return nil }
        let program = Array(bytes[key.bytes.count...])
        return SeccompProgram(encoded: program) == nil ? nil : program
    }

    /// Keeps a program for others. A cache that cannot be written, as on a full disk, only costs the next one its time.
    func keep(_ program: [UInt8], for key: FilterKey) {
        do throws(SystemCallError) {
            do throws(SystemCallError) { try makeDirectory(path, mode: 0o700) } catch {
                guard error.errno == .exists else { throw error }
                let directory = try open(path, [.path, .directory, .noFollow])
                let status = try directory.status()
                guard status.user == Credentials.effectiveUser, status.permissions & 0o022 == 0 else { return }
            }
            let kept = try names(in: path)
            if kept.count >= Self.capacity { for name in kept { try removeFile("\(path)/\(name)") } }
            try replaceFile("\(path)/\(key.name)", with: key.bytes + program, mode: 0o600)
        } catch { return }
    }
}

extension FilterCompilation {
    /// The encoded filter, from the cache in a directory where there is one.
    static func compile(
        _ profile: LinuxSeccomp, _ listener: SeccompListener?, cache path: String?
    ) throws(RuntimeError) -> [UInt8] {
        guard let path else { return try compile(profile, listener).encoded() }
        try SeccompListener.check(profile, listener)
        let cache = FilterCache(path: path)
        let key = FilterKey(profile)
        if let program = cache.program(for: key) { return program }
        let program = try compile(profile, listener).encoded()
        cache.keep(program, for: key)
        return program
    }
}
