internal import OCISpecification
internal import CommandLineGrammar
internal import ContainerEngine
internal import ImageStorage

/// `apus tag` and `apus untag`: names of images.
enum TagCommand {
    static let tag = Command<Globals>.verb("tag", "Give an image one more name", heading: "Images") {
        Verb(
            usage: "IMAGE NAME [NAME...]",
            description: "Gives an image more names. A name without a registry is one of this machine: localhost/NAME.",
            examples: ["apus tag debian:12 registry.example.com/team/debian:12"],
            operands: .atLeast(2), completes: [.images]
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let engine = try call.globals.engine()
                let image = try engine.findImage(call.operands[0])
                let names = try call.operands.dropFirst().map { (text) throws(EngineError) in
                    try LocalImageName.parse(text)
                }
                let store = engine.images
                for name in names {
                    try stored { () throws(ImageStoreError) in try store.tag(image.id.description, as: name) }
                }
                return 0
            }
        }
    }

    static let untag = Command<Globals>.verb("untag", "Take names from an image", heading: "Images") {
        Verb(
            usage: "IMAGE [NAME...]",
            description:
                "Takes the names from an image, all of them when none is given. The image stays, also without a name.",
            operands: .atLeast(1), completes: [.images]
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let engine = try call.globals.engine()
                let image = try engine.findImage(call.operands[0])
                let known = try engine.imageRecord(image.id.description).names
                let names = try call.operands.dropFirst().map { (text) throws(EngineError) -> ImageName in
                    let local = try LocalImageName.parse(text)
                    // The same text may stand for a name of a registry.
                    if !known.contains(local), let found = try engine.images.named(text), known.contains(found) {
                        return found
                    }
                    guard known.contains(local) else {
                        throw EngineError(
                            .notFound, "\(text): tag not known: the image \(call.operands[0]) has no such name")
                    }
                    return local
                }
                let store = engine.images
                _ = try stored { () throws(ImageStoreError) in try store.untag(image.id.description, names: names) }
                return 0
            }
        }
    }
}

extension ImageStore {
    /// The name as which a text is found; nil when it is none.
    fileprivate func named(_ text: String) throws(EngineError) -> ImageName? {
        try stored { () throws(ImageStoreError) in try findIfPresent(text) }?.name
    }
}
