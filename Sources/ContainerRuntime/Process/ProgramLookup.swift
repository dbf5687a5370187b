internal import Linux

/// Finds the program of a container as its own shell would, from inside it and as its user.
enum ProgramLookup {
    static let defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// The path to execute. `environment` are `KEY=value` lines.
    static func find(_ name: String, environment: [String]) throws(RuntimeError) -> String {
        if name.isEmpty { throw .invalid("process.args", "the name of the program is empty") }
        if name.contains("/") {
            try checkExecutable(name, shownAs: name)
            return name
        }
        var path = defaultPath
        for line in environment where line.hasPrefix("PATH=") { path = String(line.dropFirst(5)) }
        var forbidden: RuntimeError?
        for directory in path.parts(between: ":", keepingEmpty: true) {
            let candidate = directory.isEmpty ? "./\(name)" : "\(directory)/\(name)"
            do throws(RuntimeError) {
                try checkExecutable(candidate, shownAs: name)
                return candidate
            } catch {
                if error.code == .notExecutable { forbidden = error }
            }
        }
        throw forbidden
            ?? RuntimeError(
                .notFound, doing: "execute", subject: name,
                cause: "executable file not found in $PATH: no such file or directory")
    }

    /// What went wrong with the `execve` itself.
    static func error(_ path: String, _ reason: Errno) -> RuntimeError {
        let missing = reason == .noEntry || reason == .notDirectory
        return RuntimeError(
            missing ? .notFound : .notExecutable, doing: "execute", subject: path,
            cause: missing && (try? exists(path)) == true
                ? "the interpreter it names is missing: \(words(reason))" : words(reason))
    }

    /// In small letters: docker's command line finds its exit codes 126 and 127 by words as Go writes them.
    private static func words(_ errno: Errno) -> String { errno.words.lowercased() }

    private static func checkExecutable(_ path: String, shownAs name: String) throws(RuntimeError) {
        let kind: FileStatus.Kind
        do throws(SystemCallError) { kind = try status(of: path).kind } catch {
            throw RuntimeError(
                error.errno == .noEntry || error.errno == .notDirectory ? .notFound : .notExecutable, doing: "execute",
                subject: name, cause: words(error.errno))
        }
        if kind == .directory {
            throw RuntimeError(
                .notExecutable, doing: "execute", subject: name, cause: "permission denied: is a directory")
        }
        if !mayExecute(path) {
            throw RuntimeError(.notExecutable, doing: "execute", subject: name, cause: words(.access))
        }
    }
}
