/// Ids and names that nobody has yet.
public enum ContainerIdentity {
    /// 64 random hexadecimal digits, as docker and podman make them.
    public static func makeID() -> String {
        var id = ""
        id.reserveCapacity(64)
        var random = SystemRandomNumberGenerator()
        for _ in 0..<4 {
            var word: UInt64 = random.next()
            for _ in 0..<16 {
                id.unicodeScalars.append(digits[Int(word & 15)])
                word >>= 4
            }
        }
        return id
    }

    private static let digits: [Unicode.Scalar] = Array("0123456789abcdef".unicodeScalars)

    /// A name for a container that was given none, such as `brisk_heron`; with each try there are more to choose from.
    public static func makeName(attempt: Int) -> String {
        let first = adjectives[Int.random(in: 0..<adjectives.count)]
        let second = birds[Int.random(in: 0..<birds.count)]
        return attempt < 2 ? "\(first)_\(second)" : "\(first)_\(second)\(Int.random(in: 0..<(attempt < 6 ? 1000 : 1_000_000)))"
    }

    private static let adjectives = [
        "agile", "airy", "alert", "amber", "ample", "azure", "bold", "brave", "breezy", "bright", "brisk", "calm", "candid",
        "clear", "clever", "cosy", "crisp", "curious", "daring", "deft", "eager", "early", "easy", "elegant", "fair", "fine",
        "fleet", "fond", "frank", "fresh", "gentle", "glad", "golden", "graceful", "grand", "handy", "happy", "hardy",
        "hearty", "honest", "humble", "jolly", "keen", "kind", "lively", "lofty", "loyal", "lucid", "lucky", "merry",
        "mild", "neat", "nimble", "noble", "patient", "plucky", "polite", "prompt", "proud", "quick", "quiet", "rapid",
        "ready", "serene", "sharp", "silent", "silver", "sleek", "smooth", "snug", "solid", "spry", "steady", "sunny",
        "swift", "tidy", "trusty", "upbeat", "vivid", "warm", "wise", "witty", "young", "zesty",
    ]
    private static let birds = [
        "albatross", "avocet", "bittern", "blackbird", "bluebird", "bunting", "bustard", "buzzard", "chough", "condor",
        "coot", "cormorant", "crake", "crane", "crossbill", "crow", "cuckoo", "curlew", "dipper", "dotterel", "dove",
        "duck", "dunlin", "dunnock", "eagle", "egret", "eider", "falcon", "fieldfare", "finch", "firecrest", "flycatcher",
        "fulmar", "gannet", "godwit", "goldeneye", "goldfinch", "goose", "goshawk", "grebe", "grouse", "guillemot", "gull",
        "harrier", "heron", "hobby", "hoopoe", "ibis", "jackdaw", "jay", "kestrel", "kingfisher", "kite", "kittiwake",
        "knot", "lapwing", "lark", "linnet", "loon", "magpie", "mallard", "martin", "merlin", "moorhen", "nightingale",
        "nuthatch", "oriole", "osprey", "ouzel", "owl", "partridge", "pelican", "petrel", "pipit", "plover", "ptarmigan",
        "puffin", "quail", "raven", "redstart", "robin", "rook", "ruff", "sanderling", "sandpiper", "shearwater", "shrike",
        "siskin", "skua", "skylark", "snipe", "sparrow", "starling", "stilt", "stork", "swallow", "swan", "teal", "tern",
        "thrush", "treecreeper", "turnstone", "twite", "wagtail", "warbler", "waxwing", "wheatear", "whimbrel", "wigeon",
        "woodcock", "woodpecker", "wren", "yellowhammer",
    ]
}
