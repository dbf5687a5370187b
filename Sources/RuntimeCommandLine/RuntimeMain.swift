internal import CommandLineGrammar
internal import ContainerMonitor
internal import ContainerRuntime
internal import Linux

/// The `apus-runtime` program: an OCI runtime with the command line of runc, and the monitor of containers.
public enum RuntimeMain {
    public static let version = "0.1.0"

    public static func run() -> Never {
        let arguments = CommandLine.arguments
        // Bound into a container under this name, the program is the container's init.
        if arguments.first?.hasSuffix("/" + ContainerInit.name) == true {
            CurrentProcess.exit(ContainerInit.run(Array(arguments.dropFirst())))
        }
        CurrentProcess.setName("apus-runtime")
        let status: Int32
        do throws(RuntimeError) {
            try openStandardStreams()
            if arguments.contains(where: entersContainers) {
                try ExecutableProtection.ensure(arguments: arguments, environment: currentEnvironment())
            }
            // The Swift runtime's own switches are no business of containers.
            for entry in currentEnvironment() where entry.hasPrefix("SWIFT_") {
                setEnvironmentVariable(String(entry.prefix { $0 != "=" }), nil)
            }
            status =
                switch arguments.dropFirst().first {
                case "monitor": MonitorVerb.run(Array(arguments.dropFirst(2)))
                case "session": SessionVerb.run(Array(arguments.dropFirst(2)))
                default: RuntimeCommands.tree().run(Array(arguments.dropFirst()))
                }
        } catch {
            StandardOutput.write("apus-runtime: \(error)\n", to: 2)
            status = 1
        }
        CurrentProcess.exit(status)
    }

    /// Whether a verb, by its name, brings this program inside a container.
    private static func entersContainers(_ word: String) -> Bool {
        switch word {
        case "create", "run", "exec", "monitor", "session": true
        default: false
        }
    }

    /// A starter may have closed them; a file of ours must not take the place of one.
    private static func openStandardStreams() throws(RuntimeError) {
        do throws(SystemCallError) {
            while true {
                let descriptor = try open("/dev/null", .readWrite)
                if descriptor.number > 2 { return }
                let number = descriptor.release()
                try placeDescriptor(number, at: number)
            }
        } catch { throw RuntimeError(doing: "open the standard streams", subject: "/dev/null", cause: error) }
    }
}
