internal import Linux

/// Text for whoever called.
enum StandardOutput {
    static func write(_ text: String, to number: CInt = 1) {
        let stream = Descriptor(owning: number)
        // A closed standard stream leaves nobody to tell.
        _ = try? stream.write(text)
        _ = stream.release()
    }
}
