/// The pages of the network's sign-in.
extension Pages {
    /// How to go on in the real browser.
    ///
    /// - Parameter isIn: Whether the device has been told to stay on the network.
    func welcome(_ frame: Frame, address: BoxAddress, isIn: Bool) -> [UInt8] {
        var content: [String: Any] = ["isIn": isIn, "shortAddress": address.authority]
        content["numericAddress"] = address.numericAuthority
        return document(frame, main: "welcome", title: frame.wording["portal_title"], isInline: true, content)
    }
}
