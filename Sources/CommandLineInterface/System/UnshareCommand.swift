internal import CommandLineGrammar
internal import ContainerEngine
internal import Linux

/// `apus unshare`: runs a command in the user namespace of the caller's containers.
enum UnshareCommand {
    struct NoOptions {}

    static let command = Command<Globals>.verb(
        "unshare", "Run a command in the user namespace of your containers", heading: "System"
    ) {
        Verb(
            usage: "[COMMAND [ARG...]]",
            description: """
                Runs a command, or your shell, as root of the user namespace that your containers have: there the files of images \
                and volumes belong to the users that containers see.
                """,
            examples: ["apus unshare rm -r old-data", "apus unshare cat /proc/self/uid_map"], operands: .any.thenCommand,
            options: [.laterFlag("rootless-netns", "network namespaces of a user's bridges")], initial: NoOptions()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                if Credentials.effectiveUser == 0, RootlessCaller.unsharedUser == nil {
                    throw EngineError(.invalid, "please use unshare with rootless")
                }
                let shell = environmentVariable("SHELL").flatMap { $0.isEmpty ? nil : $0 } ?? "/bin/sh"
                let words = call.operands.isEmpty ? [shell] : call.operands
                let host = try call.globals.engine().host
                throw try execute(words, RootlessCaller.variables(host))
            }
        }
    }

    /// Becomes the command; answers only why it could not.
    private static func execute(_ words: [String], _ variables: [String]) throws(EngineError) -> EngineError {
        let block: ExecutionBlock
        do throws(SystemCallError) {
            block = try ExecutionBlock(
                arguments: words, environment: EnvironmentList.merge([currentEnvironment(), variables]))
        } catch { throw EngineError("running \(words[0])", error) }
        guard let path = program(words[0]) else {
            return EngineError(.programNotFound, "\(words[0]): executable file not found in $PATH")
        }
        let reason = block.execute(path)
        return EngineError(
            reason == .noEntry ? .programNotFound : .notExecutable,
            "running \(path): \(SystemCallError(call: "execve", subject: path, errno: reason))")
    }

    private static func program(_ name: String) -> String? {
        if name.contains("/") { return name }
        let path = environmentVariable("PATH") ?? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        for directory in path.split(separator: ":", omittingEmptySubsequences: false) {
            let candidate = "\(directory.isEmpty ? "." : directory)/\(name)"
            if mayExecute(candidate) { return candidate }
        }
        return nil
    }
}
