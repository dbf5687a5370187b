internal import Linux

/// The program criu (https://criu.org), which looks into processes and makes them again.
struct CriuProgram {
    /// As criu counts: 4.1.1 is 40101.
    let version: Int32
    private let path: String

    /// External namespaces of all kinds, and a time namespace.
    private static let oldest: Int32 = 31500

    /// Finds it in `$PATH` and asks for its version.
    init() throws(RuntimeError) {
        let path = try Self.find()
        let criu = try CriuProcess(path)
        try criu.proceed()
        let answer = try criu.ask(CriuRequest(.version), log: nil)
        try criu.finish()
        guard let found = answer.version else {
            throw RuntimeError(.unsupported, doing: "ask for the version of", subject: path, cause: "it does not tell: it is too old")
        }
        version = found.major * 10000 + found.minor * 100 + found.patch
        self.path = path
        if version < Self.oldest {
            throw RuntimeError(
                .unsupported, doing: "use", subject: path,
                cause: "it is version \(found.major).\(found.minor), and 3.15 or newer is needed; update the package criu")
        }
    }

    /// Refuses what this version does not know.
    func require(_ oldest: Int32, for option: String) throws(RuntimeError) {
        if version >= oldest { return }
        throw RuntimeError(
            .unsupported, doing: "use \(option) with", subject: path,
            cause: "it needs version \(oldest / 10000).\(oldest / 100 % 100); update the package criu")
    }

    func requireMemoryTracking() throws(RuntimeError) {
        let criu = try start()
        try criu.proceed()
        let answer = try criu.ask(CriuRequest(.features), log: nil)
        try criu.finish()
        guard answer.tracksMemory else {
            throw RuntimeError(.unsupported, doing: "dump memory step by step", cause: "this kernel does not track changed memory")
        }
    }

    func start(inheriting descriptors: [Int32] = []) throws(RuntimeError) -> CriuProcess {
        try CriuProcess(path, inheriting: descriptors)
    }

    private static func find() throws(RuntimeError) -> String {
        let variable = environmentVariable("PATH") ?? ""
        for directory in (variable.isEmpty ? ProgramLookup.defaultPath : variable).parts(between: ":") where directory.hasPrefix("/") {
            let candidate = "\(directory)/criu"
            if mayExecute(candidate) { return candidate }
        }
        throw RuntimeError(
            .unsupported, doing: "find the program", subject: "criu",
            cause: "it is not in $PATH; install the package criu, which makes and reads checkpoints")
    }
}
