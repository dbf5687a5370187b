internal import CommandLineGrammar
internal import ContainerEngine

/// `apus image scp`: copies an image to or from another machine or user.
enum ImageScpCommand {
    struct Options {
        var format: Engine.SaveFormat?
    }

    static let command = Command<Globals>.verb("scp", "Copy an image to or from another machine or user") {
        Verb(
            usage: "SOURCE [DESTINATION]",
            description: """
                Copies an image between stores: of this user, of another user of this machine (USER@localhost::, for root), or of another \
                machine ([USER@]HOST:: or ssh://[USER@]HOST:PORT::), which is reached with ssh and needs apus, podman or docker. An image \
                of another store stands behind the colons. Without a destination it comes here.
                """,
            examples: [
                "apus image scp app alice@server.example.com::", "apus image scp server::app", "apus image scp app bob@localhost::",
            ],
            operands: .between(1, 2), completes: [.images],
            options: [
                .flag("quiet", short: "q", "Show no progress: none is ever shown") { _, _ in },
                .value(
                    "format", "format", "The archive on the way: docker-archive, or oci-archive, which keeps platforms and digests",
                    completes: .values(["docker-archive", "oci-archive"])
                ) { (options, text) throws(UsageError) in
                    guard let format = Engine.SaveFormat(rawValue: text), [.dockerArchive, .ociArchive].contains(format) else {
                        throw .invalidValue("it is one of docker-archive, oci-archive")
                    }
                    options.format = format
                },
            ], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let source = try HandoverEnd(parsing: call.operands[0])
                guard call.operands.count == 2 || source.place != .here else {
                    throw EngineError(.invalid, "must specify a destination for an image of this store, such as host:: or user@localhost::")
                }
                let destination = try HandoverEnd(parsing: call.operands.count == 2 ? call.operands[1] : "localhost::")
                try call.globals.engine().handOver(from: source, to: destination, format: call.options.format)
                return 0
            }
        }
    }
}
