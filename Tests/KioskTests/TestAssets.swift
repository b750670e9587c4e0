/// Where the tests find the assets: beside the sources that are being tested.
enum TestAssets {
    /// The repository's `kiosk-assets`.
    static var directory: String {
        let parts = #filePath.split(separator: "/").dropLast(3)
        return "/" + parts.joined(separator: "/") + "/kiosk-assets"
    }
}
