internal import CommandLineGrammar
internal import ContainerEngine
internal import GoTemplate
internal import ImageStorage
internal import JSONText
internal import OCISpecification

/// `apus image mount` and `apus image unmount`: the files of images on the host.
enum ImageMountCommand {
    struct Options {
        var all = false
        var force = false
        var format: String?
    }

    static let mount = Command<Globals>.verb("mount", "Mount the files of images on the host, or list the mounts") {
        Verb(
            usage: "[IMAGE...]",
            description: """
                Mounts images read-only and prints where. Without an image, lists what is mounted. An image that is mounted twice has to \
                be unmounted twice. Ordinary users mount inside of `apus unshare`.
                """,
            examples: ["ls $(apus image mount debian)/etc"], operands: .any, completes: [.images],
            options: [
                .flag("all", short: "a", "Mount all images") { $0.all = $1 },
                FormatOption.row(short: nil, \.format, "Print the list as \"json\""),
            ], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let options = call.options
                if options.all, !call.operands.isEmpty {
                    throw EngineError(.invalid, "when using the --all switch, you may not pass any image names or IDs")
                }
                if let format = options.format, OutputFormat(format).kind != .json {
                    throw EngineError(.invalid, "unknown --format argument: \"\(format)\": only json is there")
                }
                let engine = try call.globals.engine()
                if call.operands.isEmpty, !options.all { return try list(engine, options.format) }
                var words = call.operands
                let store = engine.images
                if options.all {
                    words = try stored { () throws(ImageStoreError) in try store.images() }.filter { !$0.record.isListOnly }.map {
                        $0.id.hex
                    }
                }
                if words.count == 1, !options.all {
                    Console.print(try engine.mountImage(words[0]))
                    return 0
                }
                return forEach(words) { (word) throws(EngineError) in
                    let path = try engine.mountImage(word)
                    return "\(options.all ? try name(word, engine) : word) \(path)"
                }
            }
        }
    }

    static let unmount = Command<Globals>.verb("unmount", aliases: ["umount"], "Unmount images from the host") {
        Verb(
            usage: "[IMAGE...]", operands: .any, completes: [.images],
            options: [
                .flag("all", short: "a", "Unmount all images") { $0.all = $1 },
                .flag("force", short: "f", "Unmount however often an image was mounted") { $0.force = $1 },
            ], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let options = call.options
                if options.all, !call.operands.isEmpty {
                    throw EngineError(.invalid, "when using the --all switch, you may not pass any image names or IDs")
                }
                guard options.all || !call.operands.isEmpty else { throw EngineError(.invalid, "image name or ID must be specified") }
                let engine = try call.globals.engine()
                let words = options.all ? try engine.mountedImages().map(\.id) : call.operands
                return forEach(words) { (word) throws(EngineError) in try engine.unmountImage(word, force: options.force) }
            }
        }
    }

    private static func list(_ engine: Engine, _ format: String?) throws(EngineError) -> Int32 {
        let mounted = try engine.mountedImages()
        if format != nil {
            let values = try mounted.map { (item) throws(EngineError) -> JSONValue in
                let image = try engine.imageRecord("sha256:\(item.id)")
                return [
                    "id": .string(item.id), "Repositories": JSONValue(image.tags.map(\.description)), "mountpoint": .string(item.path),
                    "uses": .integer(Int64(item.uses)),
                ]
            }
            Console.write(try JSONOutput.pretty(.array(values), spaces: 1), to: 1)
            return 0
        }
        let rows = try mounted.map { (item) throws(EngineError) in [try name("sha256:\(item.id)", engine), item.path] }
        Console.write(TableLayout.podman.render(rows), to: 1)
        return 0
    }

    private static func name(_ word: String, _ engine: Engine) throws(EngineError) -> String {
        let image = try engine.imageRecord(word)
        return image.tags.first?.description ?? ShortID.text(image.id.hex)
    }
}
