internal import CommandLineGrammar
internal import ContainerEngine
internal import Linux

/// `apus export`: a container's root file system as a tar archive.
enum ExportCommand {
    struct Options { var output: String? }

    static let command = Command<Globals>.verb(
        "export", "Write a container's file system as a tar archive", heading: "Containers"
    ) {
        Verb(
            usage: "CONTAINER",
            description:
                "Image and changes together, without volumes and what else is mounted. See import for the way back.",
            examples: ["apus export web > web.tar", "apus export -o web.tar web"],
            operands: .exactly(1), completes: [.containers],
            options: [
                .string(
                    "output", short: "o", "file", "Write to this file instead of standard output", completes: .files
                ) {
                    $0.output = $1
                }
            ], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let path = call.options.output
                if path == nil, Terminal.isTerminal(1) {
                    throw EngineError(.invalid, "refusing to export to terminal. Use -o flag or redirect")
                }
                if let path, path.contains(":") {
                    throw EngineError(.invalid, "invalid filename (should not contain ':') \"\(path)\"")
                }
                let engine = try call.globals.engine()
                let container = try engine.find(call.operands[0])
                if let path {
                    let file: Descriptor
                    do throws(SystemCallError) {
                        file = try open(path, [.writeOnly, .create, .truncate], mode: 0o600)
                    } catch { throw EngineError("making \(path)", error) }
                    do throws(EngineError) { try engine.export(container, to: file, name: path) } catch {
                        // Half an archive helps nobody, but a device or pipe of that name stays. The first error is the one to tell.
                        if (try? status(of: path, followingLinks: false).kind) == .file { _ = try? removeFile(path) }
                        throw error
                    }
                    return 0
                }
                let output: Descriptor
                do throws(SystemCallError) {
                    let standard = Descriptor(owning: 1)
                    output = try standard.duplicate()
                    _ = standard.release()
                } catch { throw EngineError("writing standard output", error) }
                try engine.export(container, to: output, name: "standard output")
                return 0
            }
        }
    }
}
