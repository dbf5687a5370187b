internal import CommandLineGrammar
internal import ContainerEngine
internal import GoTemplate
internal import ImageStorage
internal import JSONText
internal import OCISpecification

/// `apus image tree`: the layers of images, what each adds, changes and hides.
enum ImageTreeCommand {
    enum Format: String, CaseIterable { case text, json, dot, svg }

    struct Options {
        var format = Format.text
        var whatRequires = false
        var layers = false
        var verbose = false
    }

    static let command = Command<Globals>.verb("tree", "Show the layers of images as a tree") {
        Verb(
            usage: "[IMAGE...]",
            description: """
                Shows the layers of an image, lowest first, with what each adds, changes and hides, and how many bytes are wasted \
                because a later layer hides them. With several images, or none for all of them, shows which layers they share. \
                --layers tells more of each layer, --verbose lists its files: A for added, C for changed, D for deleted.
                """,
            examples: [
                "apus image tree debian", "apus image tree --verbose app", "apus image tree --format svg > images.svg",
                "apus image tree --format dot app | dot -Tpng > app.png",
            ],
            operands: .any, completes: [.images],
            options: [
                .value(
                    "format", "format", "text, json, dot or svg", default: "text",
                    completes: .values(Format.allCases.map(\.rawValue))
                ) { (options, text) throws(UsageError) in
                    guard let format = Format(rawValue: text) else { throw .invalidValue("it is one of text, json, dot, svg") }
                    options.format = format
                },
                .flag("whatrequires", "Show the images that are built on it too") { $0.whatRequires = $1 },
                .flag("layers", "Show how each layer was made, and count its files") { $0.layers = $1 },
                .flag("verbose", short: "v", "List the files of each layer") { $0.verbose = $1 },
            ], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let options = call.options
                let engine = try call.globals.engine()
                // Of all images the sizes are known without a look at their files.
                let looks = !call.operands.isEmpty || options.layers || options.verbose || options.format == .svg
                let tree = try engine.imageTree(of: call.operands, whatRequires: options.whatRequires, contents: looks)
                switch options.format {
                case .text:
                    var text = ""
                    if call.operands.count == 1 { text += try heading(call.operands[0], engine) }
                    Console.write(text + ImageTreeText.text(tree, layers: options.layers, verbose: options.verbose), to: 1)
                case .json: Console.write(try JSONOutput.pretty(document(tree, verbose: options.verbose), spaces: 2), to: 1)
                case .dot: Console.write(ImageTreeGraph.text(tree), to: 1)
                case .svg: Console.write(ImageTreePicture.text(tree), to: 1)
                }
                return 0
            }
        }
    }

    /// As podman begins it.
    private static func heading(_ word: String, _ engine: Engine) throws(EngineError) -> String {
        let image = try engine.imageRecord(try engine.findImage(word).id.description)
        return """
            Image ID: \(ShortID.text(image.id.hex))
            Tags:     [\(image.tags.map(\.description).joined(separator: " "))]
            Size:     \(HumanSize.short(image.size))

            """
    }

    private static func document(_ tree: ImageTree, verbose: Bool) throws(EngineError) -> JSONValue {
        var layers: [JSONValue] = []
        for layer in tree.layers {
            var object: JSONObject = [
                "Id": .string(layer.chainID.hex), "DiffId": .string(layer.diffID.description),
                "Parent": layer.parent.map { .string($0.hex) } ?? .null, "Size": .integer(layer.size),
                "CreatedBy": .string(layer.createdBy), "TopLayerOf": JSONValue(layer.tops),
            ]
            if let contents = layer.contents {
                func total(_ total: LayerContents.Total) -> JSONValue {
                    ["Files": .integer(Int64(total.files)), "Bytes": .integer(total.bytes)]
                }
                object["Added"] = total(contents.added)
                object["Changed"] = total(contents.changed)
                object["Hidden"] = total(contents.hidden)
                if verbose {
                    object["Entries"] = .array(
                        contents.entries.map {
                            [
                                "Kind": .string($0.kind.rawValue), "Path": .string($0.path), "Bytes": .integer($0.bytes),
                                "Hides": .integer($0.hides),
                            ]
                        })
                }
            }
            layers.append(.object(object))
        }
        return [
            "Layers": .array(layers), "Size": .integer(tree.size), "Wasted": .integer(tree.wasted), "Empty": JSONValue(tree.empty),
        ]
    }
}
